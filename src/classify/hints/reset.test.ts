import { describe, expect, it } from 'vitest';
import { collectEvidence } from '../collect.js';
import { statedReset } from './reset.js';

const NOW = Date.parse('2026-04-28T12:00:00Z');
const TEXT = 'Please try again in 10s.';

function reset(body: unknown, headers: Readonly<Record<string, string>> = {}): ReturnType<typeof statedReset> {
  return statedReset(collectEvidence({ status: 429, headers, body }), { now: NOW, readsText: true });
}

describe('the sources of a reset, best first', () => {
  const all = {
    'retry-after-ms': '1000',
    'retry-after': '4',
    'x-ratelimit-remaining-tokens': '0',
    'x-ratelimit-reset-tokens': '5s',
  };
  const { 'retry-after-ms': _first, ...withoutMs } = all;
  const { 'retry-after': _second, ...onlyBuckets } = withoutMs;

  it.each([
    ['retry-after-ms', { error: { message: TEXT, retry_after: 2 } }, all, 1_000],
    ['body', { error: { message: TEXT, retry_after: 2 } }, withoutMs, 2_000],
    ['text', { error: { message: TEXT } }, withoutMs, 10_000],
    ['retry-after', { error: { message: 'no' } }, withoutMs, 4_000],
    ['reset-header', { error: { message: 'no' } }, onlyBuckets, 5_000],
  ])('%s', (...[source, body, headers, durationMs]) => {
    expect(reset(body, headers)).toEqual({ source, durationMs, at: NOW + durationMs });
  });

  it('are none where nothing is stated', () => {
    expect(reset({ error: { message: 'no' } })).toBeUndefined();
  });

  it('agree: where a field is cut to whole seconds the larger number holds', () => {
    expect(reset({ error: { message: 'Please retry in 42.921954507s.', retryDelay: '42s' } })).toMatchObject({
      source: 'body',
      durationMs: 42_922,
    });
    expect(reset({ error: { message: 'Please retry in 42s.', retryDelay: '10s' } })).toMatchObject({
      durationMs: 10_000,
    });
  });

  it('keep a stated date as it is, and the wait beside it', () => {
    expect(reset({ error: { message: 'x', resets_at: 1_777_936_568, resets_in_seconds: 13_872 } })).toEqual({
      source: 'body',
      durationMs: 13_872_000,
      at: 1_777_936_568_000,
    });
  });

  it('take a date alone for a reset, never for a wait', () => {
    expect(reset('', { 'retry-after': 'Tue, 28 Apr 2026 12:05:00 GMT' })).toEqual({
      source: 'retry-after',
      durationMs: undefined,
      at: Date.parse('2026-04-28T12:05:00Z'),
    });
  });

  it('take the longest of several empty buckets', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1h',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '1m',
    };
    expect(reset('', headers)).toMatchObject({ durationMs: 3_600_000 });
  });
});
