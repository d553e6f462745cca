import { describe, expect, it } from 'vitest';
import { collectEvidence } from './collect.js';
import { namedWindow, windowOfWait } from './windows.js';

function windowOf(message: string, headers: Readonly<Record<string, string>> = {}): string | undefined {
  return namedWindow(collectEvidence({ status: 429, headers, body: { error: { message } } }));
}

describe('namedWindow', () => {
  it.each([
    ['on tokens per min (TPM): Limit 30000', 'minute'],
    ['Your rate limit is 60 queries per minute.', 'minute'],
    ['Limit: 3 / min. Please try again in 20s.', 'minute'],
    ['Limit: 0/1min. Current: 1/1min.', 'minute'],
    ['free-models-per-min', 'minute'],
    ['exceeded your per-minute rate limit', 'minute'],
    ['exceeded for UserByModelByMinute', 'minute'],
    ['generate_content_requests_per_minute_per_project', 'minute'],
    ['request reached organization max RPM: 3', 'minute'],
    ['on seconds of audio per hour (ASPH): Limit 7200', 'hour'],
    ['5-hour usage limit reached', 'hour'],
    ['Free quota used (30 requests / 5h)', 'hour'],
    ['已达到 5 小时的使用上限', 'hour'],
    ["you've hit your session limit", 'session'],
    ['on requests per day (RPD): Limit 200', 'day'],
    ['Limit: 200 / day.', 'day'],
    ['free-models-per-day-high-balance', 'day'],
    ['reached organization TPD rate limit', 'day'],
    ['used up your daily free allocation', 'day'],
    ["used all of today's free usage", 'day'],
    ['Key limit exceeded (weekly limit)', 'week'],
    ['limited to 1000 API calls / month', 'month'],
    ['exceeded its monthly spending cap', 'month'],
    ['5 requests per minute and 100 requests per day', 'day'],
  ])('of %s is the %s', (message, window) => {
    expect(windowOf(message)).toBe(window);
  });

  it.each([
    'Rate limit exceeded',
    'in organization weekly-reports, project daily',
    'see https://host/docs/limits/per-day and https://host/monthly-quota',
    'on : Limit 500000, Used 500370',
    'Please retry after 86400 seconds.',
  ])('of %s is not told', (message) => {
    expect(windowOf(message)).toBeUndefined();
  });

  it('may stand in headers', () => {
    expect(windowOf('slow down', { 'x-ratelimit-type': 'UserByModelByDay' })).toBe('day');
    expect(windowOf('slow down', { 'x-ratelimit-remaining-requests-day': '0' })).toBe('day');
    expect(windowOf('slow down', { 'anthropic-ratelimit-unified-5h-status': 'rejected' })).toBe('hour');
  });

  it('of several quotas is the longest', () => {
    const violations = [{ quotaId: 'RequestsPerMinute' }, { quotaId: 'GenerateRequestsPerDayPerProject' }];
    const body = { error: { message: 'per minute', details: [{ violations }] } };
    expect(namedWindow(collectEvidence({ status: 429, body }))).toBe('day');
  });
});

describe('windowOfWait', () => {
  it.each([
    [0, 'minute'],
    [300_000, 'minute'],
    [300_001, 'hour'],
    [18_000_000, 'hour'],
    [20_000_000, 'day'],
    [86_400_000, 'day'],
    [86_400_001, 'week'],
    [604_800_000, 'week'],
    [604_800_001, 'month'],
  ])('of %d ms is the %s', (waitMs, window) => {
    expect(windowOfWait(waitMs)).toBe(window);
  });
});
