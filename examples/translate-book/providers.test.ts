import { describe, expect, test, vi, beforeEach, afterEach } from 'vitest';
import { createProviders } from './providers.js';
import { UsageError } from './user-error.js';

const job = { model: 'gemini/gemini-2.5-flash', fallbacks: ['openai/gpt-5-mini', 'gemini/other'] };

beforeEach(() => {
  for (const name of ['OPENAI_API_KEY', 'GEMINI_API_KEY', 'GOOGLE_API_KEY']) vi.stubEnv(name, undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('createProviders', () => {
  test('makes those that the models name, each once, with all keys', () => {
    const environment = { GEMINI_API_KEYS: ' one, two ,', OPENAI_API_KEYS: 'three' };

    const providers = createProviders(job, { baseUrls: {}, environment });

    expect(providers.map(({ name, keys }) => [name, keys.map((key) => key.secret)])).toEqual([
      ['gemini', ['one', 'two']],
      ['openai', ['three']],
    ]);
  });

  test('says for all providers at once which variable a key is missing from', () => {
    const call = (): unknown => createProviders(job, { baseUrls: {}, environment: {} });

    expect(call).toThrow(UsageError);
    expect(call).toThrow(/GEMINI_API_KEY.*GEMINI_API_KEYS[^]*OPENAI_API_KEY.*OPENAI_API_KEYS/);
  });

  test('asks for no key where a server on this machine is used', () => {
    const baseUrls = { gemini: 'http://127.0.0.1:1', openai: 'http://127.0.0.1:2/v1' };

    expect(() =>
      createProviders({ model: 'openai/local', fallbacks: [] }, { baseUrls, environment: {} }),
    ).not.toThrow();
  });
});
