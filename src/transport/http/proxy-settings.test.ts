import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readProxySettings } from './proxy-settings.js';

beforeEach(() => {
  for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'])
    vi.stubEnv(name, '');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test('asks for no proxy where none is set', () => {
  vi.stubEnv('NO_PROXY', 'example.com');
  expect(readProxySettings()).toBeUndefined();
});

test('reads upper and lower case, the lower one first', () => {
  vi.stubEnv('HTTP_PROXY', 'http://upper:1');
  vi.stubEnv('http_proxy', 'http://lower:2');
  vi.stubEnv('HTTPS_PROXY', 'http://secure:3');
  vi.stubEnv('no_proxy', '.internal');
  expect(readProxySettings()).toEqual({
    httpProxy: 'http://lower:2',
    httpsProxy: 'http://secure:3',
    noProxy: '.internal',
  });
});

test('takes a proxy without a protocol for one of http', () => {
  vi.stubEnv('HTTPS_PROXY', 'proxy.internal:3128');
  expect(readProxySettings()).toEqual({ httpProxy: '', httpsProxy: 'http://proxy.internal:3128', noProxy: '' });
});

test('names the variable of a proxy that is no URL, and not its value', () => {
  vi.stubEnv('HTTP_PROXY', 'http://user:secret@ho st');
  expect(() => readProxySettings()).toThrow(
    new TypeError('Expected the environment variable HTTP_PROXY to be the URL of a proxy.'),
  );
});
