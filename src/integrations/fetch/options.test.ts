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

describe('a wrong option of a fetch', () => {
  it("is told beside all others in one error, whether it is the fetch's own or its controller's", () => {
    const wrong = { maxAtempts: 2, onFailur: 'throw', maxAttempts: 0, streams: 5 };
    expect(() => (resilientFetch as Loose)(wrong)).toThrow(
      new TypeError(
        [
          'Wrong options for resilientFetch():',
          '  - Expected `maxAttempts` to be an integer >= 1, got `0`',
          "  - Expected `streams` to be 'live' or 'whole', got `5`",
          '  - Unknown option `maxAtempts`; did you mean `maxAttempts`?',
          '  - Unknown option `onFailur`; did you mean `onFailure`?',
        ].join('\n'),
      ),
    );
  });

  it('is told of a fetch over a client, too', () => {
    expect(() => (resilientFetch as Loose)(createRetryController({}), { maxAttempts: 2 })).toThrow(
      'Wrong options for resilientFetch():\n  - Unknown option `maxAttempts`; known are fetch, provider, routes, keys, onFailure, streams',
    );
  });
});
