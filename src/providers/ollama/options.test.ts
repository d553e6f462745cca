import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_KEY } from '../../core/keys.js';
import { readOllamaHost } from './host.js';
import { resolveOllamaOptions } from './options.js';

beforeEach(() => {
  for (const name of ['OLLAMA_HOST', 'OLLAMA_API_KEY']) vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test.each([
  ['0.0.0.0:11434', 'http://127.0.0.1:11434'],
  ['0.0.0.0', 'http://127.0.0.1:11434'],
  ['host', 'http://host:11434'],
  ['host:8080', 'http://host:8080'],
  ['host:80', 'http://host'],
  [':8080', 'http://127.0.0.1:8080'],
  ['http://host', 'http://host'],
  ['https://host', 'https://host'],
  ['https://host:1234/', 'https://host:1234'],
  ['http://host/proxy/ollama/', 'http://host/proxy/ollama'],
  ['[::1]:11434', 'http://[::1]:11434'],
])('reads %s as %s', (host, url) => {
  expect(readOllamaHost(host)).toBe(url);
});

test.each(['http://', 'ftp://host', 'a b', 'host:port'])('reads %s as no host', (host) => {
  expect(readOllamaHost(host)).toBeUndefined();
});

test('asks the local daemon without a key, and rotates none', () => {
  vi.stubEnv('OLLAMA_API_KEY', 'cloud-key');
  expect(resolveOllamaOptions({})).toEqual({
    name: 'ollama',
    baseURL: 'http://127.0.0.1:11434',
    keys: [NO_KEY],
    rotatesKeys: false,
    isLocal: true,
    balance: 'off',
  });
});

test('follows OLLAMA_HOST, but for a base URL of its own', () => {
  vi.stubEnv('OLLAMA_HOST', 'models.internal');
  expect(resolveOllamaOptions({}).baseURL).toBe('http://models.internal:11434');
  expect(resolveOllamaOptions({ baseURL: 'http://other' }).baseURL).toBe('http://other');
});

test('names OLLAMA_HOST where it is no host', () => {
  vi.stubEnv('OLLAMA_HOST', 'ftp://host');
  expect(() => resolveOllamaOptions({})).toThrow(/`OLLAMA_HOST` to be a host such as 127\.0\.0\.1:11434/);
});

test('sends the key of the environment to Ollama Cloud only', () => {
  vi.stubEnv('OLLAMA_API_KEY', 'cloud-key');
  expect(resolveOllamaOptions({ baseURL: 'https://ollama.com' })).toMatchObject({
    keys: [{ secret: 'cloud-key' }],
    rotatesKeys: true,
    isLocal: false,
  });
  expect(resolveOllamaOptions({ baseURL: 'https://ollama.com.example' }).keys).toEqual([NO_KEY]);
});

test('needs a key for Ollama Cloud', () => {
  expect(() => resolveOllamaOptions({ baseURL: 'https://ollama.com' })).toThrow(
    'Wrong options for ollama():\n  - No key for ollama.com: set the option `apiKeys` or the environment variable OLLAMA_API_KEY',
  );
});

test('rotates no keys through a daemon of this machine, which signs with its own', () => {
  expect(resolveOllamaOptions({ apiKeys: ['a', 'b'] }).rotatesKeys).toBe(false);
});
