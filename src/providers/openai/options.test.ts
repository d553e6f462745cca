import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_KEY } from '../../core/keys.js';
import { resolveOpenAIOptions, type OpenAIOptions } from './options.js';

const ENVIRONMENT = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENROUTER_API_KEY', 'MY_HOST_API_KEY'];

beforeEach(() => {
  for (const name of ENVIRONMENT) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function problemsOf(options: unknown): string {
  try {
    resolveOpenAIOptions(options as OpenAIOptions);
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as TypeError).message;
  }
  throw new Error('Expected a TypeError');
}

test('asks OpenAI itself with the key of the environment', () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-env');
  expect(resolveOpenAIOptions({})).toMatchObject({
    name: 'openai',
    baseURL: 'https://api.openai.com/v1',
    ownHost: true,
    keys: [{ secret: 'sk-env', keyId: 'key-1' }],
  });
});

test('follows OPENAI_BASE_URL under its own name only', () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-env');
  vi.stubEnv('OPENAI_BASE_URL', 'https://gateway.example/v1');
  expect(resolveOpenAIOptions({})).toMatchObject({ baseURL: 'https://gateway.example/v1', ownHost: false });
  expect(resolveOpenAIOptions({ name: 'second', apiKey: 'sk-2' }).baseURL).toBe('https://api.openai.com/v1');
});

test('sends a host that it knows the key of that host, also without a name for it', () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-env');
  const options = { baseURL: 'https://openrouter.ai/api/v1' };
  expect(resolveOpenAIOptions(options).keys).toMatchObject([{ secret: 'sk-env' }]);
  vi.stubEnv('OPENROUTER_API_KEY', 'or-env');
  expect(resolveOpenAIOptions(options).keys).toMatchObject([{ secret: 'or-env' }]);
});

test('takes the key of another name from its own variable, and never from OPENAI_API_KEY', () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-env');
  const options = { name: 'openrouter', baseURL: 'https://openrouter.ai/api/v1' };
  expect(problemsOf(options)).toBe(
    'Wrong options for openai():\n  - No key for openrouter (openrouter.ai): set the option `apiKeys` or the environment variable OPENROUTER_API_KEY',
  );
  vi.stubEnv('OPENROUTER_API_KEY', 'or-env');
  expect(resolveOpenAIOptions(options).keys).toMatchObject([{ secret: 'or-env' }]);
});

test('makes the name of a variable of any name', () => {
  expect(problemsOf({ name: 'my-host', baseURL: 'https://host.example/v1' })).toContain('MY_HOST_API_KEY');
});

test('names the option and the variable of a missing key', () => {
  expect(problemsOf({})).toBe(
    'Wrong options for openai():\n  - No key for openai (api.openai.com): set the option `apiKeys` or the environment variable OPENAI_API_KEY',
  );
});

test.each(['http://127.0.0.1:1234/v1', 'http://localhost:8000/v1', 'http://[::1]:8000/v1'])(
  'needs no key for %s',
  (baseURL) => {
    expect(resolveOpenAIOptions({ name: 'local', baseURL }).keys).toEqual([NO_KEY]);
  },
);

test('fills in projects, accounts and labels', () => {
  const { keys } = resolveOpenAIOptions({ apiKeys: ['sk-1', { key: 'sk-2', project: 'a', label: 'team a' }] });
  expect(keys.map(({ secret, keyId, project, account }) => ({ secret, keyId, project, account }))).toEqual([
    { secret: 'sk-1', keyId: 'key-1', project: '#1', account: '#1' },
    { secret: 'sk-2', keyId: 'team a', project: 'a', account: 'a' },
  ]);
});

test('lists every problem with its name, expectation and value', () => {
  const message = problemsOf({
    name: 'a/b',
    baseURL: 'ftp://x',
    apiKeys: [],
    concurrency: 0,
    timeouts: { connect: -1, conect: '1s' },
    policies: {
      'hourly-limit': 'wait',
      'daily-limit': { type: 'staged', stages: ['soon'] },
      'hourly-limits': { type: 'stop' },
    },
    limits: { requestsPerMinute: 0 },
    retries: 3,
  });
  expect(message.split('\n')).toHaveLength(1 + 11);
  expect(message.split('\n')[0]).toBe('Wrong options for openai():');
  expect(message).toContain('Expected `name` to be a name without "/" and spaces, got `"a/b"`');
  expect(message).toContain('Expected `baseURL` to be a URL of http or https');
  expect(message).toContain('got `"ftp://x"`');
  expect(message).toContain('Expected `apiKeys` to be a list of at least one key, got `[]`');
  expect(message).toContain('Expected `concurrency` to be an integer >= 1, got `0`');
  expect(message).toContain('Expected `timeouts.connect` to be a duration > 0');
  expect(message).toContain('Unknown option `timeouts.conect`; did you mean `connect`?');
  expect(message).toContain('Expected `policies.hourly-limit` to be a policy');
  expect(message).toContain('Expected `policies.daily-limit` to be a policy');
  expect(message).toContain('Unknown option `policies.hourly-limits`; did you mean `hourly-limit`?');
  expect(message).toContain('Expected `limits.requestsPerMinute` to be ');
  expect(message).toContain('Unknown option `retries`; known are name, apiKey');
});

test.each<[string, unknown]>([
  ['a list of options', []],
  ['null', null],
  ['a text', 'sk-secret'],
])('refuses %s in place of options', (_, options) => {
  expect(problemsOf(options)).toMatch(
    /^Wrong options for openai\(\):\n {2}- Expected the options to be an object, got/,
  );
  expect(problemsOf(options)).not.toContain('secret');
});

const SECRET = 'sk-very-secret-0123456789';

test.each<[string, unknown, string]>([
  ['an empty key', { apiKey: '' }, '`apiKey`'],
  ['a key that is missing', { apiKeys: [undefined] }, '`apiKeys[0]`'],
  ['a key with a line break', { apiKeys: ['sk-1', `${SECRET}\n`] }, '`apiKeys[1]`'],
  ['a key with a control character', { apiKeys: [{ key: `${SECRET}\u0000` }] }, '`apiKeys[0]'],
  ['a key of another script', { apiKey: `${SECRET}ключ` }, '`apiKey`'],
  ['a key that is no text', { apiKey: { secret: SECRET } }, '`apiKey`'],
  ['a label that is a key', { apiKeys: [{ key: SECRET, label: SECRET }] }, '`apiKeys[0].label`'],
  ['keys in both places', { apiKey: SECRET, apiKeys: [SECRET] }, '`apiKey` and `apiKeys`'],
  [
    'a header with a line break',
    { apiKey: 'sk-1', headers: { 'X-Token': `${SECRET}\r\nX-B: 1` } },
    '`headers.X-Token`',
  ],
  ['a URL with a password', { apiKey: 'sk-1', baseURL: `https://user:${SECRET}@host.example/v1` }, '`baseURL`'],
])('refuses %s without showing it', (_, options, name) => {
  const message = problemsOf(options);
  expect(message).toContain(name);
  expect(inspect(message)).not.toContain(SECRET);
});

test('refuses a key of the environment with a line break inside, without showing it', () => {
  vi.stubEnv('OPENAI_API_KEY', `${SECRET}\nmore`);
  expect(problemsOf({})).toMatch(/environment variable OPENAI_API_KEY to be a key/);
  expect(problemsOf({})).not.toContain(SECRET);
});

test('refuses two keys under one label, be it a default one', () => {
  expect(problemsOf({ apiKeys: ['sk-1', { key: 'sk-2', label: 'key-1' }] })).toContain(
    'Expected `apiKeys[1].label` to be another than every other key\'s, got `"key-1"`',
  );
});

test('tells of a wrong key together with other problems', () => {
  expect(problemsOf({ concurrency: 0, apiKeys: ['a', { key: 'b', label: 'key-1' }] })).toMatch(
    /`concurrency`.*\n.*`apiKeys\[1\]\.label`/,
  );
});
