import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts', 'scripts/**/*.test.ts'],
    typecheck: { enabled: true, include: ['src/**/*.test-d.ts', 'test/**/*.test-d.ts'] },
    // No test waits for real time where a clock can do it; what talks to a loopback server gets this long.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
