import { expect, test, vi } from 'vitest';
import { SetupError } from '../core/setup-error.js';
import { createSdkLoader } from './load-sdk.js';

function missing(packageName: string): Error {
  return Object.assign(new Error(`Cannot find package '${packageName}' imported from /app/index.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
}

test('loads once, however many call', async () => {
  const load = vi.fn(() => Promise.resolve({ loaded: true }));
  const loader = createSdkLoader('some-sdk', load);
  expect(load).not.toHaveBeenCalled();
  expect(await Promise.all([loader(), loader()])).toEqual([{ loaded: true }, { loaded: true }]);
  expect(load).toHaveBeenCalledOnce();
});

test('says what to install where the package is missing', async () => {
  const loader = createSdkLoader('some-sdk', () => Promise.reject(missing('some-sdk')));
  const thrown: unknown = await loader().catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(TypeError);
  expect(thrown).toBeInstanceOf(SetupError);
  expect((thrown as Error).message).toBe('Install `some-sdk` to use this provider: npm install some-sdk');
});

test('hands on what is wrong with a package that is there', async () => {
  const broken = missing('a-dependency-of-it');
  await expect(createSdkLoader('some-sdk', () => Promise.reject(broken))()).rejects.toBe(broken);
});

test('looks again at the next call', async () => {
  const load = vi.fn(() => Promise.resolve('sdk')).mockRejectedValueOnce(missing('some-sdk'));
  const loader = createSdkLoader('some-sdk', load);
  await expect(loader()).rejects.toThrow('Install');
  await expect(loader()).resolves.toBe('sdk');
});
