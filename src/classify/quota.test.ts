import { describe, expect, it } from 'vitest';
import { collectEvidence } from './collect.js';
import { readQuotaInfo, readQuotaNumbers } from './quota.js';

describe('readQuotaNumbers', () => {
  it.each([
    ['limit 30000, used 29937, requested 385.', 30_000, 385, false],
    ['limit 30000, requested 342389.', 30_000, 342_389, false],
    ['limit: 60.000000 / min. current: 70.000000 / min.', 60, undefined, false],
    ['limit: 0/1min. current: 1/1min.', 0, undefined, true],
    ['limit: 20, model: x', 20, undefined, false],
    ['limit: 5, model: x\n* limit: 0, model: x', 5, undefined, true],
    ['rate limit: 0.5 requests per second', 0.5, undefined, false],
    ['limit 10s', undefined, undefined, false],
    ['no numbers', undefined, undefined, false],
  ])('of %s', (...[message, limit, requested, zero]) => {
    expect(readQuotaNumbers(message)).toEqual({ limit, requested, zero });
  });
});

describe('readQuotaInfo', () => {
  function info(body: unknown): ReturnType<typeof readQuotaInfo> {
    const evidence = collectEvidence({ status: 429, body });
    return readQuotaInfo({ evidence, numbers: readQuotaNumbers(evidence.text) }, { window: 'day' });
  }

  it('names the quota of the window that counts', () => {
    const violations = [
      { quotaMetric: 'x/generate_requests', quotaId: 'RequestsPerMinute', quotaValue: '10' },
      { quotaMetric: 'x/generate_requests', quotaId: 'RequestsPerDay', quotaValue: '250' },
    ];
    expect(info({ error: { message: 'tokens', details: [{ violations }] } })).toEqual({
      window: 'day',
      metric: 'requests',
      limit: 250,
      id: 'RequestsPerDay',
    });
  });

  it('reads what it can from words', () => {
    expect(info({ error: 'on tokens per day (TPD): Limit 100, Used 90, Requested 20.' })).toEqual({
      window: 'day',
      metric: 'tokens',
      limit: 100,
      requested: 20,
    });
  });
});
