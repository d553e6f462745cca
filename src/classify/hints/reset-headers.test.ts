import { describe, expect, it } from 'vitest';
import { readEmptyBuckets } from './reset-headers.js';

function buckets(headers: Readonly<Record<string, string>>): ReturnType<typeof readEmptyBuckets> {
  return readEmptyBuckets(new Map(Object.entries(headers)));
}

describe('readEmptyBuckets', () => {
  it('reads the reset of the bucket whose remaining is 0, and of no other', () => {
    const found = buckets({
      'x-ratelimit-remaining-requests': '12',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '6m0s',
    });
    expect(found).toEqual([{ name: 'tokens', reset: { durationMs: 360_000 } }]);
  });

  it.each([
    ['33011.38', { durationMs: 33_011_380 }],
    ['12ms', { durationMs: 12 }],
    ['1m0.052s', { durationMs: 60_052 }],
    ['1777420800', { at: 1_777_420_800_000 }],
    ['1777420800000', { at: 1_777_420_800_000 }],
    ['2024-03-26T20:00:00Z', { at: Date.parse('2024-03-26T20:00:00Z') }],
    ['rubbish', undefined],
  ])('reads %s', (value, reset) => {
    expect(buckets({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': value })).toEqual([{ name: '', reset }]);
  });

  it.each([
    ['"default";r=0;t=30', [{ name: '', reset: { durationMs: 30_000 } }]],
    ['limit=10, remaining=0, reset=30', [{ name: '', reset: { durationMs: 30_000 } }]],
    ['"default";r=3;t=30', []],
    ['limit=10, remaining=10, reset=30', []],
    ['rubbish', []],
  ])('reads the one header of the IETF: %s', (ratelimit, found) => {
    expect(buckets({ ratelimit })).toEqual(found);
  });

  it("reads other vendors' names", () => {
    expect(
      buckets({
        'anthropic-ratelimit-requests-remaining': '0',
        'anthropic-ratelimit-requests-reset': '2024-03-26T20:00:00Z',
      }),
    ).toEqual([{ name: 'requests', reset: { at: Date.parse('2024-03-26T20:00:00Z') } }]);
    expect(
      buckets({
        'anthropic-ratelimit-unified-5h-status': 'allowed',
        'anthropic-ratelimit-unified-5h-reset': '1784200000',
        'anthropic-ratelimit-unified-7d-status': 'rejected',
        'anthropic-ratelimit-unified-7d-reset': '1784600000',
      }),
    ).toEqual([{ name: 'unified-7d', reset: { at: 1_784_600_000_000 } }]);
    expect(buckets({ 'ratelimit-remaining': '0', 'ratelimit-reset': '50' })).toEqual([
      { name: '', reset: { durationMs: 50_000 } },
    ]);
  });

  it('finds no bucket where nothing is said to be empty', () => {
    expect(buckets({ 'x-ratelimit-reset-tokens': '6m0s', 'x-ratelimit-remaining-tokens': '-1' })).toEqual([]);
    expect(buckets({ 'x-ratelimit-reset': '5' })).toEqual([]);
  });
});
