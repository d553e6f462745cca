import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

// The house rules of eslint.config.js, each fed what it forbids; the rules that need types are left out.
const eslint = new ESLint({ overrideConfig: tseslint.configs.disableTypeChecked });

async function brokenRules(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

const TIME_CHANCE_ENVIRONMENT = [
  'export const at = Date.now();',
  'export const at = new Date();',
  'export const at = Date();',
  'export const at = performance.now();',
  'export const at = globalThis.performance.now();',
  'export const at = process.hrtime();',
  'setTimeout(() => {}, 1);',
  'setInterval(() => {}, 1);',
  'setImmediate(() => {});',
  'globalThis.setTimeout(() => {}, 1);',
  "import { setTimeout as sleep } from 'node:timers/promises';\nawait sleep(1);",
  "import { performance as clock } from 'node:perf_hooks';\nclock.now();",
  'export const limit = AbortSignal.timeout(1);',
  'export const chance = Math.random();',
  'export const home = process.env.HOME;',
  'export const { env } = process;',
  "import { env } from 'node:process';\nexport const home = env.HOME;",
];

describe('the house rules', () => {
  it.each(TIME_CHANCE_ENVIRONMENT)('forbid in the library: %s', async (code) => {
    const [rule, ...others] = await brokenRules('src/client/some-file.ts', code);
    expect(rule).toMatch(/^no-restricted-/);
    expect(others).toEqual([]);
  });

  it.each(TIME_CHANCE_ENVIRONMENT)('allow where time and chance come in, and in tests: %s', async (code) => {
    expect(await brokenRules('src/core/clock.ts', code)).toEqual([]);
    expect(await brokenRules('src/client/some-file.test.ts', code)).toEqual([]);
  });

  it.each(["export * from './other.js';", 'export default 1;', 'export default function nameless() {}'])(
    'forbid exports that hide a name: %s',
    async (code) => {
      expect(await brokenRules('src/client/some-file.ts', code)).toEqual(['no-restricted-syntax']);
      expect(await brokenRules('src/testing/some-file.ts', code)).toEqual(['no-restricted-syntax']);
    },
  );

  it.each([
    "export const name = 'ollama';",
    "export const model = 'gemini/flash';",
    'export const at = (m: string) => `openai/${m}`;',
  ])('forbid the name of a provider in shared code: %s', async (code) => {
    for (const layer of ['core', 'classify', 'retry', 'limits', 'usage', 'transport', 'client']) {
      expect(await brokenRules(`src/${layer}/some-file.ts`, code)).toEqual(['no-restricted-syntax']);
    }
    expect(await brokenRules('src/providers/one/some-file.ts', code)).toEqual([]);
  });

  it('allow dates that are given', async () => {
    expect(await brokenRules('src/client/some-file.ts', 'export const at = new Date(0);')).toEqual([]);
  });
});
