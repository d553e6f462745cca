import { describe, expect, it } from 'vitest';
import { readStatedTime, readTimeText } from './stated-time.js';

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

describe('a retry-after header', () => {
  it.each([
    ['17', 17_000],
    ['0', 0],
    [' 1.5 ', 1_500],
    ['86400', 86_400_000],
    ['4m30s', 270_000],
    ['20s', 20_000],
    ['1000000000000', 1e15],
    ['1000000000', 1e12],
  ])('reads %j as a wait', (value, durationMs) => {
    expect(readTimeText(value, 'seconds')).toEqual({ durationMs });
  });

  it('reads a date, which is a reset and no wait', () => {
    expect(readTimeText('Wed, 21 Oct 2026 07:28:00 GMT', 'seconds')).toEqual({
      at: Date.parse('2026-10-21T07:28:00Z'),
    });
    expect(readTimeText('1792567680', 'seconds')).toEqual({ at: 1_792_567_680_000 });
    expect(readTimeText('2026-10-21T07:28:00Z', 'seconds')).toEqual({ at: Date.parse('2026-10-21T07:28:00Z') });
  });

  it.each(['', 'soon', '-5', '1e12', '99999999999999', 'NaN', 'Infinity', '12 monkeys', '2026-10-21 07:28', undefined])(
    'takes nothing from %j',
    (value) => {
      expect(readTimeText(value, 'seconds')).toBeUndefined();
    },
  );
});

describe('a retry-after-ms header', () => {
  it('reads milliseconds, fractions rounded up', () => {
    expect(readTimeText('494', 'milliseconds')).toEqual({ durationMs: 494 });
    expect(readTimeText('0.5', 'milliseconds')).toEqual({ durationMs: 1 });
  });

  it.each(['', 'x', '-1', '1e12', '99999999999999999', undefined])('takes nothing from %j', (value) => {
    expect(readTimeText(value, 'milliseconds')).toBeUndefined();
  });
});
