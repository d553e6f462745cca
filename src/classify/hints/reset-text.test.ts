import { describe, expect, it } from 'vitest';
import { readResetText } from './reset-text.js';

const NOW = Date.parse('2026-01-14T09:00:00Z');

describe('readResetText', () => {
  it.each([
    ['please try again in 1h2m3.5s.', 3_723_500],
    ['please try again in 644ms. visit https://host/limits', 644],
    ['please wait 12345 seconds before retrying.', 12_345_000],
    ['please retry in 42.921954507s.', 42_922],
    ['please retry after 86400 seconds. please contact support', 86_400_000],
    ['your quota will reset after 2h37m22s.', 9_442_000],
    ['upgrade to pro or try again in 5 days 10 hours.', 468_000_000],
    ['rate limited, retry-after: 30s', 30_000],
    ['come back in 3h 47m — your free usage resets', 13_620_000],
    ['requests are refused; available again in 45 seconds', 45_000],
    ['请在 30 秒后重试', 30_000],
  ])('finds the wait in: %s', (message, durationMs) => {
    expect(readResetText(message, NOW)).toMatchObject({ durationMs });
  });

  it('finds a date with a zone', () => {
    expect(readResetText('you will regain access on 2026-04-01 at 00:00 utc.', NOW)).toMatchObject({
      at: Date.parse('2026-04-01T00:00:00Z'),
    });
    expect(readResetText('claude ai usage limit reached|1762952400', NOW)).toMatchObject({ at: 1_762_952_400_000 });
  });

  // Sources: anthropics/claude-code issues 54709, 2087, 16618, 52334 ("resets 10pm" at 11 in the evening).
  it.each([
    ["you've hit your limit · resets jan 18, 11:30am (asia/calcutta)", '2026-01-14T09:00:00Z', '2026-01-18T06:00:00Z'],
    ["you've hit your limit · resets may 5 at 9pm (america/new_york)", '2026-05-03T20:54:35Z', '2026-05-06T01:00:00Z'],
    ['weekly limit reached ∙ resets jan 2, 12am (utc)', '2026-12-30T10:00:00Z', '2027-01-02T00:00:00Z'],
    ['weekly limit reached ∙ resets dec 31, 6pm (utc)', '2027-01-01T10:00:00Z', '2026-12-31T18:00:00Z'],
    ["you've hit your limit · resets 6:20pm (europe/berlin)", '2026-04-29T15:24:53.054Z', '2026-04-29T16:20:00Z'],
    ["you've hit your session limit · resets 12:30am (asia/tokyo)", '2026-07-13T13:00:00Z', '2026-07-13T15:30:00Z'],
    ["you've hit your limit · resets 10pm (europe/berlin)", '2026-04-22T21:00:00Z', '2026-04-22T20:00:00Z'],
    ['your limit will reset at 1pm (etc/gmt+5).', '2025-06-14T17:56:06Z', '2025-06-14T18:00:00Z'],
    ['usage limit reached, resets 12pm utc', '2026-03-01T11:59:59.999Z', '2026-03-01T12:00:00Z'],
    // Clocks go forward on March 29, back on October 25.
    ['limit reached · resets mar 30, 9am (europe/berlin)', '2026-03-27T10:00:00Z', '2026-03-30T07:00:00Z'],
    ['limit reached · resets 6am (europe/berlin)', '2026-10-24T22:00:00Z', '2026-10-25T05:00:00Z'],
    ['limit reached · resets 11pm (pacific/kiritimati)', '2026-05-31T07:00:00Z', '2026-05-31T09:00:00Z'],
  ])('finds the moment nearest to now in: %s', (message, now, at) => {
    expect(readResetText(message, Date.parse(now))).toEqual({ at: Date.parse(at), durationMs: undefined });
  });

  it.each([
    "you've hit your limit · resets 8pm",
    "you've hit your limit · resets 8pm (mars/olympus_mons)",
    "you've hit your limit · resets 13pm (utc)",
    "you've hit your limit · resets 8:75pm (utc)",
    "you've hit your limit · resets feb 32, 8pm (utc)",
    "you've hit your limit · resets sometime, 8pm (utc)",
    'your limit will reset at 2026-09-04 19:01:25',
    '您的限额将在 2026-08-25 07:41:44 重置。',
    'kimi-k2.5 was retired at 2026-07-31 00:00:00 -0700 pdt (ref: f82ba650)',
    'the model has reached its end of life on 2026-05-01t00:00:00z and is no longer available',
    'server overloaded, please retry shortly (ref: 5d0fb402-680e-49fb-a261-4de5249a0bda)',
    'if you created the deployment within the last 5 minutes, please wait a moment and try again.',
    'rate limit of 10 per 60s exceeded',
    'please try again later. add 10 credits to unlock 1000 requests per day',
    'the request timed out after 30 seconds, please try again.',
    'please try again with a shorter prompt of 4096 tokens',
  ])('finds none in: %s', (message) => {
    expect(readResetText(message, NOW)).toBeUndefined();
  });
});
