import { describe, expect, it } from 'vitest';
import { exponential } from '../../core/policy.js';
import { policyOf, resolveSettings, timeoutsOf } from './settings.js';

const provider = { timeouts: {}, defaultTimeouts: { firstToken: '10m' } };

describe('timeoutsOf', () => {
  it("takes the call's, else the provider's, else the client's, else the provider's own defaults", () => {
    const settings = resolveSettings({ timeouts: { idle: '5s' } });
    expect(timeoutsOf({ call: undefined, provider, settings })).toMatchObject({ firstToken: 600_000, idle: 5_000 });
    const client = resolveSettings({ timeouts: { firstToken: '30s' } });
    expect(timeoutsOf({ call: undefined, provider, settings: client }).firstToken).toBe(30_000);
    const set = { ...provider, timeouts: { firstToken: '20m' } };
    expect(timeoutsOf({ call: undefined, provider: set, settings: client }).firstToken).toBe(1_200_000);
    expect(timeoutsOf({ call: { firstToken: false }, provider: set, settings: client }).firstToken).toBe(false);
  });
});

describe('resolveSettings', () => {
  it('lays options over settings, policies kind by kind, and keeps what is left out', () => {
    const base = resolveSettings({ policies: { overloaded: { type: 'stop' } }, maxWait: '1h', stopAfter: false });
    const settings = resolveSettings({ policies: { timeout: { type: 'stop' } }, maxAttempts: 2 }, base);
    expect(settings).toMatchObject({ maxWaitMs: 3_600_000, stopAfterMs: 0, maxAttempts: 2, probeEveryMs: 900_000 });
    expect(Object.keys(settings.policies)).toEqual(['overloaded', 'timeout']);
  });
});

describe('policyOf', () => {
  it('lets no default wait longer, or try more often, than the call or the client allows', () => {
    const settings = resolveSettings({ maxAttempts: 2 });
    const call = { maxWait: '1h' };
    expect(policyOf('rate-limit', { call, provider: {}, settings })).toMatchObject({ maxWait: 3_600_000 });
    expect(policyOf('rate-limit', { call: {}, provider: {}, settings })).toMatchObject({ maxWait: 21_600_000 });
    expect(policyOf('invalid-response', { call, provider: {}, settings })).toMatchObject({ maxAttempts: 2 });
  });

  it("takes the call's, else the provider's, else the client's, as it is", () => {
    const policy = exponential({ maxWait: '2d', maxAttempts: 9 });
    const settings = resolveSettings({ policies: { timeout: policy }, maxAttempts: 2, maxWait: '1h' });
    expect(policyOf('timeout', { call: {}, provider: {}, settings })).toBe(policy);
    const own = { timeout: { type: 'stop' as const } };
    expect(policyOf('timeout', { call: {}, provider: own, settings })).toEqual({ type: 'stop' });
  });
});
