import { describe, expect, it } from 'vitest';
import { readRetryAfter, readRetryAfterMs } from './retry-after.js';

describe('readRetryAfter', () => {
  it.each([
    ['17', 17_000],
    ['0', 0],
    [' 1.5 ', 1_500],
    ['86400', 86_400_000],
    ['4m30s', 270_000],
    ['20s', 20_000],
  ])('reads %j as a wait', (value, durationMs) => {
    expect(readRetryAfter(value)).toEqual({ durationMs });
  });

  it('reads a date, which is a reset and no wait', () => {
    expect(readRetryAfter('Wed, 21 Oct 2026 07:28:00 GMT')).toEqual({ at: Date.parse('2026-10-21T07:28:00Z') });
    expect(readRetryAfter('2026-10-21T07:28:00Z')).toEqual({ at: Date.parse('2026-10-21T07:28:00Z') });
  });

  it.each(['', 'soon', '-5', '1e12', '1000000000000', 'NaN', 'Infinity', '12 monkeys', '2026-10-21 07:28', undefined])(
    'takes nothing from %j',
    (value) => {
      expect(readRetryAfter(value)).toBeUndefined();
    },
  );
});

describe('readRetryAfterMs', () => {
  it('reads milliseconds, fractions rounded up', () => {
    expect(readRetryAfterMs('494')).toEqual({ durationMs: 494 });
    expect(readRetryAfterMs('0.5')).toEqual({ durationMs: 1 });
  });

  it.each(['', 'x', '-1', '1e12', '99999999999999', undefined])('takes nothing from %j', (value) => {
    expect(readRetryAfterMs(value)).toBeUndefined();
  });
});
