import { expect, test } from 'vitest';
import { isLoopbackHost } from './loopback.js';

test.each([
  'localhost',
  'LOCALHOST',
  'api.localhost',
  '127.0.0.1',
  '127.1.2.3',
  '0.0.0.0',
  '::1',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
])('takes %s for this machine', (host) => {
  expect(isLoopbackHost(host)).toBe(true);
});

test.each([
  'example.com',
  'localhost.example.com',
  '127.0.0.1.example.com',
  '128.0.0.1',
  '10.0.0.1',
  '[::2]',
  '[fe80::1]',
  'mylocalhost',
])('takes %s for another machine', (host) => {
  expect(isLoopbackHost(host)).toBe(false);
});

test('knows this machine in every form that URLs give its address', () => {
  for (const url of ['http://[::ffff:127.0.0.1]:80', 'http://127.1', 'http://2130706433', 'http://LocalHost.']) {
    expect(isLoopbackHost(new URL(url).hostname), url).toBe(true);
  }
});
