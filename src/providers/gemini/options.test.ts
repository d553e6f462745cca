import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_KEY } from '../../core/keys.js';
import { resolveGeminiOptions, type GeminiOptions } from './options.js';

beforeEach(() => {
  for (const name of ['GEMINI_API_KEY', 'GOOGLE_API_KEY']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('asks Google with the key of the environment, Gemini’s own first', () => {
  vi.stubEnv('GOOGLE_API_KEY', 'google');
  expect(resolveGeminiOptions({})).toMatchObject({
    name: 'gemini',
    baseURL: 'https://generativelanguage.googleapis.com',
    keys: [{ secret: 'google' }],
    sdk: undefined,
  });
  vi.stubEnv('GEMINI_API_KEY', 'gemini');
  expect(resolveGeminiOptions({}).keys).toMatchObject([{ secret: 'gemini' }]);
});

test('names the option and the variables of a missing key', () => {
  expect(() => resolveGeminiOptions({})).toThrow(
    'Wrong options for gemini():\n  - No key for gemini (generativelanguage.googleapis.com): set the option `apiKeys` or the environment variable GEMINI_API_KEY or GOOGLE_API_KEY',
  );
});

test('needs no key for this machine', () => {
  expect(resolveGeminiOptions({ baseURL: 'http://127.0.0.1:1/' })).toMatchObject({
    baseURL: 'http://127.0.0.1:1',
    keys: [NO_KEY],
  });
});

test('takes keys of one project together', () => {
  const { keys } = resolveGeminiOptions({
    apiKeys: [
      { key: 'a', project: 'p' },
      { key: 'b', project: 'p' },
    ],
  });
  expect(keys.map(({ project }) => project)).toEqual(['p', 'p']);
});

test('knows two packages', () => {
  expect(() => resolveGeminiOptions({ apiKey: 'a', sdk: 'vertex' } as unknown as GeminiOptions)).toThrow(
    "Expected `sdk` to be 'genai' or 'generative-ai', got `\"vertex\"`",
  );
});
