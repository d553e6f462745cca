import { describe, expect, it } from 'vitest';
import { LimitHeaders } from './limit-headers.js';

const NOW = Date.UTC(2026, 2, 2, 10);
const read = (headers: Record<string, string>): unknown => new LimitHeaders().read(new Headers(headers), NOW);

describe('limits in headers', () => {
  it("reads OpenAI's requests and tokens, whose resets are exact durations", () => {
    const headers = {
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-limit-tokens': '150000',
      'x-ratelimit-remaining-tokens': '149984',
      'x-ratelimit-reset-tokens': '6m0s',
    };
    expect(read(headers)).toEqual([
      { name: 'requests', metric: 'requests', limit: 60, remaining: 59, resetInMs: 1_000, resolutionMs: 1 },
      { name: 'tokens', metric: 'tokens', limit: 150_000, remaining: 149_984, resetInMs: 360_000, resolutionMs: 1 },
    ]);
  });

  it('reads the buckets of a vendor that names itself, with dates of whole seconds', () => {
    const headers = {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': '2026-03-02T10:00:30Z',
      'anthropic-ratelimit-input-tokens-limit': '40000',
      'anthropic-ratelimit-input-tokens-remaining': '39000',
      'anthropic-ratelimit-output-tokens-limit': '8000',
      'anthropic-ratelimit-output-tokens-remaining': '8000',
    };
    expect(read(headers)).toEqual([
      { name: 'input-tokens', metric: 'input-tokens', limit: 40_000, remaining: 39_000 },
      { name: 'output-tokens', metric: 'output-tokens', limit: 8_000, remaining: 8_000 },
      { name: 'requests', metric: 'requests', limit: 50, remaining: 49, resetInMs: 30_000, resolutionMs: 1_000 },
    ]);
  });

  it('reads windows in names, and seconds with decimals', () => {
    const headers = {
      'x-ratelimit-limit-requests-day': '14400',
      'x-ratelimit-remaining-requests-day': '14399',
      'x-ratelimit-reset-requests-day': '33011.38',
    };
    expect(read(headers)).toMatchObject([
      { metric: 'requests', windowMs: 86_400_000, limit: 14_400, resetInMs: 33_011_380, resolutionMs: 10 },
    ]);
  });

  it.each([
    [{ 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '40', 'x-ratelimit-reset': '30' }, 30_000],
    [{ 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '40', 'ratelimit-reset': '30' }, 30_000],
    [{ 'ratelimit-policy': '"default";q=100;w=60', ratelimit: '"default";r=40;t=30' }, 30_000],
    [
      {
        'x-ratelimit-limit': '100',
        'x-ratelimit-remaining': '40',
        'x-ratelimit-reset': String((NOW + 30_000) / 1_000),
      },
      30_000,
    ],
  ])('reads the forms without a name: %j', (headers, resetInMs) => {
    expect(read(headers)).toMatchObject([{ metric: 'requests', limit: 100, remaining: 40, resetInMs }]);
  });

  it.each([
    { 'x-ratelimit-limit-requests': '-1', 'x-ratelimit-remaining-requests': '-1' },
    { 'x-ratelimit-limit-requests': '0', 'x-ratelimit-remaining-requests': '0' },
    { 'x-ratelimit-limit-requests': '0.5', 'x-ratelimit-remaining-requests': '0' },
    { 'x-ratelimit-limit-requests': 'unlimited', 'x-ratelimit-remaining-requests': 'NaN' },
    { 'x-ratelimit-limit-requests': '1e9', 'x-ratelimit-remaining-requests': '' },
    { 'anthropic-ratelimit-unified-5h-status': 'allowed', 'anthropic-ratelimit-unified-5h-limit': '1' },
    { 'content-type': 'application/json' },
  ])('takes what says nothing for nothing: %j', (headers) => {
    expect(read(headers)).toEqual([]);
  });

  it('takes no more for left than there is', () => {
    expect(read({ 'x-ratelimit-limit-requests': '10', 'x-ratelimit-remaining-requests': '99' })).toMatchObject([
      { limit: 10, remaining: 10 },
    ]);
  });

  it('tells a reset that is past by a time below 0', () => {
    const headers = {
      'x-ratelimit-limit': '10',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '2026-03-02T09:00:00Z',
    };
    expect(read(headers)).toMatchObject([{ resetInMs: -3_600_000 }]);
  });

  it.each([undefined, null, 'text', 1, [], {}])('gets through %j', (headers) => {
    expect(new LimitHeaders().read(headers, NOW)).toEqual([]);
  });

  it('finds headers that come and go', () => {
    const reader = new LimitHeaders();
    const one = { 'x-ratelimit-limit-requests': '10', 'x-ratelimit-remaining-requests': '9' };
    const other = { 'x-ratelimit-limit-tokens': '100', 'x-ratelimit-remaining-tokens': '90' };
    expect(reader.read(new Headers(one), NOW)).toHaveLength(1);
    expect(reader.read(new Headers(one), NOW)).toHaveLength(1);
    expect(reader.read(new Headers(other), NOW)).toMatchObject([{ metric: 'tokens' }]);
  });
});
