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

describe('keys under a name that no request has', () => {
  const thrownBy = (options: unknown): string => {
    try {
      resilientFetch(options as never);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('are refused: nobody would use them', () => {
    expect(thrownBy({ keys: { opnai: ['k'] } })).toContain('Unknown provider `keys.opnai`; did you mean `openai`?');
    expect(thrownBy({ keys: { elsewhere: ['k'] } })).toMatch(/`keys\.elsewhere`; known are .*openai.*groq/);
    expect(thrownBy({ provider: 'gateway', keys: { openai: ['k'] } })).toContain('known are gateway');
  });

  it('are those of vendors, of this machine, of `routes` and of `provider`', () => {
    const routes = [{ baseURL: 'http://127.0.0.1:1/v1', provider: 'mine' }];
    const keys = { openai: ['k'], groq: ['k'], anthropic: ['k'], gemini: ['k'], ollama: ['k'], mine: ['k'] };
    expect(thrownBy({ routes, keys: { ...keys, 'openai-compatible': ['k'] } })).toBe('');
    expect(thrownBy({ provider: 'gateway', routes, keys: { gateway: ['k'], mine: ['k'] } })).toBe('');
    expect(thrownBy({ provider: 'gateway', keys: ['k'] })).toBe('');
  });

  it('are not shown where a key may stand in their place', () => {
    for (const secret of [`sk-${'Abc123Def456Ghi789'}`, 'c0ffee00c0ffee00c0ffee00c0ffee00'])
      expect(thrownBy({ keys: { [secret]: ['k'] } })).not.toContain(secret);
  });
});
