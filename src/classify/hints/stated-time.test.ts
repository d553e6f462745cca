import { describe, expect, it } from 'vitest';
import { readStatedTime } from './stated-time.js';

describe('readStatedTime', () => {
  it.each([
    ['retryDelay', '51s', { durationMs: 51_000 }],
    ['retryDelay', { seconds: 51, nanos: 500_000_000 }, { durationMs: 51_500 }],
    ['retryDelay', { seconds: '7' }, { durationMs: 7_000 }],
    ['retryDelay', '9442.776060443s', { durationMs: 9_442_777 }],
    ['retry_after', 40, { durationMs: 40_000 }],
    ['retry_after_seconds', '17', { durationMs: 17_000 }],
    ['retry_after_ms', 494, { durationMs: 494 }],
    ['resets_in_seconds', 602_705, { durationMs: 602_705_000 }],
    ['resets_at', 1_775_317_531, { at: 1_775_317_531_000 }],
    ['resetsAt', '2026-04-01T00:00:00Z', { at: Date.parse('2026-04-01T00:00:00Z') }],
    ['quotaResetDelay', '161h39m41.300432511s', { durationMs: 581_981_301 }],
    ['quotaResetTimeStamp', '2026-01-11T09:42:18Z', { at: Date.parse('2026-01-11T09:42:18Z') }],
    ['estimated_time', 20.5, { durationMs: 20_500 }],
  ])('reads %s: %j', (name, value, time) => {
    expect(readStatedTime(name, value)).toEqual(time);
  });

  it.each([
    ['retry_after', -1],
    ['retry_after', 'later'],
    ['retry_after', Number.NaN],
    ['retry_after', { seconds: 'x' }],
    ['resets_at', '2026-08-25 07:41:44'],
    ['resets_at', 12],
    ['max_retries', 3],
    ['message', '51s'],
  ])('takes nothing from %s: %j', (name, value) => {
    expect(readStatedTime(name, value)).toBeUndefined();
  });
});
