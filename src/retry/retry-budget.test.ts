import { describe, expect, it } from 'vitest';
import { RetryBudget } from './retry-budget.js';

describe('the retry budget', () => {
  it('lets a few retries through at once, and two a second from then on', () => {
    const budget = new RetryBudget();
    const waits = Array.from({ length: 24 }, () => budget.spend(0));
    expect(waits.slice(0, 20).every((waitMs) => waitMs === 0)).toBe(true);
    expect(waits.slice(20)).toEqual([500, 1_000, 1_500, 2_000]);
  });

  it('earns a share of a retry with each first request', () => {
    const budget = new RetryBudget();
    for (let count = 0; count < 20; count += 1) budget.spend(0);
    for (let count = 0; count < 10; count += 1) budget.earn(0.2);
    expect([budget.spend(0), budget.spend(0), budget.spend(0)]).toEqual([0, 0, 500]);
  });

  it('saves no more than twenty, however long nothing fails', () => {
    const budget = new RetryBudget();
    budget.spend(0);
    for (let count = 0; count < 1_000; count += 1) budget.earn(0.2);
    const waits = Array.from({ length: 21 }, () => budget.spend(86_400_000));
    expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(20);
  });
});
