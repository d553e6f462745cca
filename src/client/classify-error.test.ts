import { describe, expect, it } from 'vitest';
import { classifyError } from './classify-error.js';

const NOW = Date.parse('2026-11-21T09:40:00Z');
const weekly = {
  status: 429,
  body: '{"error":"you (x) have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade"}',
};

describe('classifyError', () => {
  it('needs no options', () => {
    expect(classifyError(weekly)).toMatchObject({
      kind: 'weekly-limit',
      scope: 'account',
      retryable: false,
      rotateKey: true,
    });
    expect(classifyError(undefined).kind).toBe('unknown');
  });

  it("guesses Ollama's week from its calendar, and states no wait", () => {
    expect(classifyError(weekly, { provider: 'ollama', now: NOW })).toMatchObject({
      retryAfterMs: undefined,
      resetsAt: Date.parse('2026-11-23T00:00:00Z'),
      resetSource: 'calendar',
    });
  });

  it('guesses the session of Ollama, but not its hour', () => {
    const limit = (window: string): unknown => ({
      status: 429,
      body: { error: `you've reached your ${window} usage limit, please wait or upgrade to continue` },
    });
    expect(classifyError(limit('session'), { provider: 'ollama', now: NOW })).toMatchObject({
      kind: 'hourly-limit',
      resetSource: 'calendar',
    });
    expect(classifyError(limit('hourly'), { provider: 'ollama', now: NOW })).toMatchObject({
      kind: 'hourly-limit',
      resetsAt: undefined,
    });
  });

  it("takes the midnight of the Pacific coast for Gemini's day, whatever its RetryInfo says", () => {
    const details = [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: '250' }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '22s' },
    ];
    expect(
      classifyError(
        { status: 429, body: { error: { status: 'RESOURCE_EXHAUSTED', details } } },
        { provider: 'gemini', now: NOW },
      ),
    ).toMatchObject({
      kind: 'daily-limit',
      retryAfterMs: 22_000,
      resetsAt: Date.parse('2026-11-22T08:00:00Z'),
      resetSource: 'calendar',
      retryable: false,
      scope: 'project+model',
      quota: { window: 'day', limit: 250, id: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' },
    });
  });

  it('counts a stated wait from the moment that it is given', () => {
    expect(classifyError({ status: 429, headers: { 'Retry-After': '20' } }, { now: NOW })).toMatchObject({
      kind: 'rate-limit',
      retryAfterMs: 20_000,
      resetsAt: NOW + 20_000,
      resetSource: 'retry-after',
    });
  });

  it.each([
    [
      'a key that is wrong: the key',
      { status: 401, body: '{"error":{"code":"invalid_api_key"}}' },
      'authentication',
      'key',
    ],
    [
      'a key that is suspended: the key',
      { status: 403, body: '{"error":{"status":"PERMISSION_DENIED","details":[{"reason":"CONSUMER_SUSPENDED"}]}}' },
      'authentication',
      'key',
    ],
    [
      'no money: the account',
      { status: 429, body: '{"error":{"code":"insufficient_quota"}}' },
      'quota-exhausted',
      'account',
    ],
    [
      'a rate: project and model',
      { status: 429, body: '{"error":{"code":"rate_limit_exceeded"}}' },
      'rate-limit',
      'project+model',
    ],
    [
      'a model of another plan: project and model',
      { status: 403, body: '{"error":"this model requires a subscription, upgrade for access"}' },
      'permission',
      'project+model',
    ],
    [
      'a model that nobody has: the model',
      { status: 404, body: '{"error":"model \'x\' not found"}' },
      'model-not-found',
      'model',
    ],
    [
      'a model that others have: project and model',
      {
        status: 404,
        body: '{"error":{"code":"model_not_found","message":"The model `x` does not exist or you do not have access to it."}}',
      },
      'model-not-found',
      'project+model',
    ],
    [
      'overload: the model',
      { status: 503, body: '{"error":{"status":"UNAVAILABLE","message":"The model is overloaded."}}' },
      'overloaded',
      'model',
    ],
  ])('says what an error belongs to: %s', (...[, failure, kind, scope]) => {
    expect(classifyError(failure, { now: NOW })).toMatchObject({ kind, scope });
  });
});
