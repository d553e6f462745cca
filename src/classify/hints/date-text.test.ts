import { describe, expect, it } from 'vitest';
import { parseEpoch, parseHttpDate, parseZonedDate } from './date-text.js';

describe('dates', () => {
  it.each([
    ['2026-04-01 at 00:00 UTC', '2026-04-01T00:00:00Z'],
    ['2024-03-26T20:00:00Z', '2024-03-26T20:00:00Z'],
    ['2026-05-15t15:00:00z (2056)', '2026-05-15T15:00:00Z'],
    ['2026-08-25 07:41:44+08:00', '2026-08-24T23:41:44Z'],
    ['2026-08-25T07:41:44.5 GMT', '2026-08-25T07:41:44.5Z'],
  ])('with a zone are read: %s', (text, iso) => {
    expect(parseZonedDate(text)).toBe(Date.parse(iso));
  });

  it.each(['2026-08-25 07:41:44', '2026-08-25', '10:00 UTC', 'tomorrow', '2026-13-45T99:99:99Z'])(
    'without a zone, or without sense, are none: %s',
    (text) => {
      expect(parseZonedDate(text)).toBeUndefined();
    },
  );

  it('of HTTP are read, and nothing else is', () => {
    expect(parseHttpDate('Tue, 26 Mar 2024 19:59:59 GMT')).toBe(Date.parse('2024-03-26T19:59:59Z'));
    expect(parseHttpDate('26 March')).toBeUndefined();
  });

  it('as epochs are told by their size', () => {
    expect(parseEpoch(1_775_317_531)).toBe(1_775_317_531_000);
    expect(parseEpoch(1_777_420_800_000)).toBe(1_777_420_800_000);
    expect(parseEpoch(602_705)).toBeUndefined();
    expect(parseEpoch(1e9)).toBeUndefined();
    expect(parseEpoch(1e12)).toBeUndefined();
    expect(parseEpoch(1e18)).toBeUndefined();
  });
});
