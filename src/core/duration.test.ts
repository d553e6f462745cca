import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationToMs, formatDuration, requireDuration } from './duration.js';

describe('durationToMs', () => {
  it.each([
    ['250ms', 250],
    ['60s', 60_000],
    ['15m', 900_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    [42, 42],
    [0.5, 0.5],
  ])('reads %j', (duration, ms) => {
    expect(durationToMs(duration)).toBe(ms);
  });

  it.each([
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '60',
    '0s',
    '-1s',
    '1 h',
    '1x',
    'soon',
    '1h 30m',
    '60S',
    null,
    undefined,
    {},
    [],
  ])('takes %j for none', (value) => {
    expect(durationToMs(value)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const ms = durationToMs(value);
        expect(ms === undefined || (Number.isFinite(ms) && ms > 0)).toBe(true);
      }),
    );
  });
});

describe('requireDuration', () => {
  it('names the option, the expectation and the value', () => {
    expect(() => requireDuration('soon', 'maxWait')).toThrow(/^Expected `maxWait` to be a duration > 0.*got `"soon"`/);
  });

  it.each([
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
    [60n, '60'],
    [undefined, 'undefined'],
    [{ toJSON: () => undefined }, 'undefined'],
  ])('shows %s as it is', (value, shown) => {
    expect(() => requireDuration(value, 'maxWait')).toThrow(`got \`${shown}\``);
  });
});

describe('formatDuration', () => {
  it.each([
    [850, '850 ms'],
    [59_900, '1 min'],
    [60_000, '1 min'],
    [300_000, '5 min'],
    [330_000, '5 min 30 s'],
    [3_660_000, '1 h 1 min'],
    [7_200_000, '2 h'],
    [90_000_000, '1 d 1 h'],
    [-5, '0 ms'],
  ])('writes %d ms', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
