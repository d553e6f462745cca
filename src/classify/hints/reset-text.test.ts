import { describe, expect, it } from 'vitest';
import { readResetText } from './reset-text.js';

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
    expect(readResetText(message)).toMatchObject({ durationMs });
  });

  it('finds a date with a zone', () => {
    expect(readResetText('you will regain access on 2026-04-01 at 00:00 utc.')).toMatchObject({
      at: Date.parse('2026-04-01T00:00:00Z'),
    });
    expect(readResetText('claude ai usage limit reached|1762952400')).toMatchObject({ at: 1_762_952_400_000 });
  });

  it.each([
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
    expect(readResetText(message)).toBeUndefined();
  });
});
