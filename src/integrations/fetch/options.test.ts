import { describe, expect, it } from 'vitest';
import { createRetryController } from '../../client/retry-controller.js';
import { resilientFetch } from './resilient-fetch.js';

type Loose = (...args: readonly unknown[]) => unknown;

describe('what is no option of a fetch', () => {
  it.each([
    [null, 'null'],
    [5, 'a number'],
    ['sk-secret-0123456789', 'a string'],
    [[], 'a list'],
    [() => undefined, 'a function'],
  ])('is told by what came, and never shown: %j', (wrong, got) => {
    const expected = `Wrong options for resilientFetch():\n  - Expected a client, a controller or an object of options, got ${got}`;
    expect(() => (resilientFetch as Loose)(wrong)).toThrow(new TypeError(expected));
    expect(() => (resilientFetch as Loose)(createRetryController({}), wrong)).toThrow(new TypeError(expected));
  });
});
