import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string): string => fileURLToPath(new URL(`./src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    // The same as `paths` in tsconfig.json: tests of the examples run on the sources.
    alias: [
      { find: /^llm-resilience$/, replacement: source('index.ts') },
      { find: /^llm-resilience\/usage$/, replacement: source('usage/index.ts') },
      { find: /^llm-resilience\/prices$/, replacement: source('usage/prices.ts') },
      { find: /^llm-resilience\/(usage-http|cache)$/, replacement: source('integrations/$1/index.ts') },
      { find: /^llm-resilience\/testing$/, replacement: source('testing/index.ts') },
      { find: /^llm-resilience\/(ai-sdk|bullmq|fetch)$/, replacement: source('integrations/$1/index.ts') },
      { find: /^llm-resilience\/providers\/([\w-]+)$/, replacement: source('providers/$1/index.ts') },
      { find: /^llm-resilience\/stores\/([\w-]+)$/, replacement: source('stores/$1.ts') },
    ],
  },
  test: {
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'examples/**/*.test.ts',
      'scripts/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts', 'test/**/*.test-d.ts'] },
    // No test waits for real time where a clock can do it; what talks to a loopback server gets this long.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
