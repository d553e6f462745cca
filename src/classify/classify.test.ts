import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AttemptFailure } from '../core/attempt-failure.js';
import { ERROR_KINDS, isErrorKind } from '../core/error-kinds.js';
import { LlmError } from '../core/error.js';
import type { ErrorKnowledge } from '../core/error-rule.js';
import type { Classification } from '../core/classification.js';
import { classify } from './classify.js';

const NOW = Date.parse('2026-04-28T12:00:00Z');
const SECRET = 'team-secret-0815';

const knowledge: ErrorKnowledge = {
  name: 'test',
  calendars: { tomorrow: (now) => now + 1_000 },
  rules: [
    {
      kind: 'daily-limit',
      when: { code: 'DAY' },
      calendar: 'tomorrow',
      misleadingWaitBelowMs: 60_000,
      source: 'https://example.com/day',
    },
    {
      kind: 'permission',
      scope: 'key',
      when: { status: 403, message: /\bspecial words\b/ },
      advice: 'Ask.',
      source: 'https://example.com/words',
    },
  ],
  refinements: [{ when: { field: 'daemon' }, rotateKey: false, source: 'https://example.com/daemon' }],
};

function judge(failure: unknown): Classification {
  return classify(failure, { knowledge: [knowledge], now: NOW, secrets: [SECRET] });
}

function expectWhole(found: Classification): void {
  expect(isErrorKind(found.kind)).toBe(true);
  expect(typeof found.scope).toBe('string');
  expect(typeof found.retryable).toBe('boolean');
  expect(typeof found.rotateKey).toBe('boolean');
  expect(found.message.length).toBeGreaterThan(0);
  expect(found.message.length).toBeLessThanOrEqual(1_000);
  expect(found.advice.length).toBeGreaterThan(0);
  for (const time of [found.retryAfterMs, found.resetsAt])
    expect(time === undefined || Number.isFinite(time)).toBe(true);
  expect(found.retryAfterMs ?? 0).toBeGreaterThanOrEqual(0);
  expect(found.resetsAt === undefined).toBe(found.resetSource === undefined);
}

describe('classify', () => {
  it('tries the rules of the provider before those for everyone', () => {
    expect(judge({ status: 403, body: { error: 'special words' } })).toMatchObject({
      kind: 'permission',
      scope: 'key',
      advice: 'Ask.',
    });
    expect(judge({ status: 403, body: { error: 'words' } })).toMatchObject({
      kind: 'permission',
      scope: ERROR_KINDS.permission.scope,
    });
  });

  it('reports a wait that misleads, but takes the calendar for the reset', () => {
    expect(judge({ status: 429, body: { error: { code: 'DAY', retry_after: 5 } } })).toMatchObject({
      kind: 'daily-limit',
      retryAfterMs: 5_000,
      resetsAt: NOW + 1_000,
      resetSource: 'calendar',
      retryable: false,
    });
    expect(judge({ status: 429, body: { error: { code: 'DAY', retry_after: 7_200 } } })).toMatchObject({
      resetsAt: NOW + 7_200_000,
      resetSource: 'body',
      retryable: true,
    });
  });

  it('applies what is known of the way that an error came', () => {
    expect(judge({ status: 429, body: { error: 'x', daemon: 1 } })).toMatchObject({
      kind: 'rate-limit',
      rotateKey: false,
    });
  });

  it('looks into the failure of an attempt, and trusts an error of this library', () => {
    expect(judge(new AttemptFailure({ status: 429, headers: { 'retry-after': '5' } }))).toMatchObject({
      kind: 'rate-limit',
      retryAfterMs: 5_000,
      status: 429,
    });
    const classification = judge({ status: 404 });
    const error = new LlmError({
      message: 'm',
      reason: 'stop',
      classification,
      provider: 'p',
      model: 'm',
      keyId: undefined,
      attempts: [],
      cause: undefined,
    });
    expect(judge(error)).toBe(classification);
  });

  it('shows no secret', () => {
    const found = judge({
      status: 429,
      body: {
        error: { message: `refused ${SECRET}`, code: `c-${SECRET}`, details: [{ violations: [{ quotaId: SECRET }] }] },
      },
    });
    expect(JSON.stringify(found)).not.toContain(SECRET);
    expect(found.quota?.id).toBe('[redacted]');
  });

  it('tells limits by their numbers', () => {
    expect(judge({ status: 429, body: { message: 'Limit: 0/1min. Current: 1/1min.' } })).toMatchObject({
      kind: 'quota-exhausted',
    });
    expect(judge({ status: 429, body: { message: 'rate limit: 0.5 requests per second' } })).toMatchObject({
      kind: 'rate-limit',
    });
    expect(judge({ status: 429, body: { message: 'Limit 6,000, Used 0, Requested 12,328' } })).toMatchObject({
      kind: 'context-length',
      quota: { limit: 6_000, requested: 12_328 },
    });
    expect(judge({ status: 429, body: { message: 'current: 1526210, limit: 1500000' } })).toMatchObject({
      kind: 'rate-limit',
    });
  });

  it.each([
    ['a string', 'Connection error.', 'network'],
    ['undefined', undefined, 'unknown'],
    ['null', null, 'unknown'],
    ['a number', 7, 'unknown'],
    ['a symbol', Symbol('x'), 'unknown'],
    ['a function', () => undefined, 'unknown'],
    ['an empty object', {}, 'unknown'],
    ['a status', { status: 529 }, 'overloaded'],
    [
      'a body of bytes',
      { status: 429, body: new TextEncoder().encode('{"error":"usage limit reached"}') },
      'hourly-limit',
    ],
    ['a Response that nobody has read', new Response('x', { status: 401 }), 'authentication'],
    ['a page for people', { status: 403, body: '<!DOCTYPE html><title>Just a moment...</title>' }, 'permission'],
    ['an AbortError', Object.assign(new Error('x'), { name: 'AbortError' }), 'cancelled'],
    [
      'an AbortError because of a timeout',
      new DOMException('The operation was aborted due to timeout', 'AbortError'),
      'timeout',
    ],
    ['a chain of causes', new Error('a', { cause: new Error('b', { cause: { code: 'ECONNRESET' } }) }), 'network'],
  ])('always says something: %s', (_title, failure, kind) => {
    const found = judge(failure);
    expect(found.kind).toBe(kind);
    expectWhole(found);
  });

  it('survives values that lie, throw, or bite their tails', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
        ownKeys: () => {
          throw new Error('no');
        },
        getPrototypeOf: () => {
          throw new Error('no');
        },
      },
    );
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const { proxy: list, revoke: revokeList } = Proxy.revocable([] as unknown[], {});
    revokeList();
    const cyclic = new Error('round') as Error & { self?: unknown; errors?: unknown };
    cyclic.cause = cyclic;
    cyclic.errors = [cyclic, { cause: cyclic }];
    let deep: unknown = 'end';
    for (let level = 0; level < 50_000; level++) deep = { cause: deep };
    const lying = {
      status: '429',
      headers: {
        get: () => 'x',
        forEach: () => {
          throw new Error('no');
        },
      },
      body: { error: { message: 7, code: {}, type: [] } },
    };
    for (const failure of [
      hostile,
      proxy,
      list,
      cyclic,
      deep,
      lying,
      { cause: hostile },
      { errors: proxy },
      { status: 1e308 },
      { headers: hostile, status: 429 },
    ]) {
      expectWhole(judge(failure));
    }
  });

  it('gets through anything', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withBigInt: true,
          withDate: true,
          withMap: true,
          withNullPrototype: true,
          withSet: true,
          withTypedArray: true,
          withSparseArray: true,
        }),
        (value) => expectWhole(judge(value)),
      ),
      { numRuns: 500 },
    );
  });

  it('gets through any JSON under the names of errors', () => {
    const key = fc.constantFrom(
      'error',
      'errors',
      'message',
      'code',
      'type',
      'status',
      'details',
      'detail',
      'metadata',
      'raw',
      'cause',
      'response',
      'retry_after',
      'resets_at',
      'retryDelay',
      'violations',
      'quotaId',
      'quotaValue',
      'choices',
      'candidates',
      'finishReason',
      'headers',
      'body',
      'base_resp',
      'StatusCode',
    );
    const text = fc.constantFrom(
      'rate limit reached',
      'Limit: 0',
      'try again in 1h2m3.5s',
      '{"error":{"message":"x"}}',
      '429',
      'data: {"error":1}',
      '9e99',
      '<html>',
      '',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.integer(),
        fc.double(),
        fc.constant(null),
        fc.boolean(),
        fc.string(),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 6 }),
      ),
    }));
    fc.assert(
      fc.property(
        tree,
        fc.integer({ min: 100, max: 599 }),
        fc.dictionary(
          fc.constantFrom('retry-after', 'Retry-After-Ms', 'x-ratelimit-reset', 'x-ratelimit-remaining', 'date'),
          fc.oneof(
            fc.string(),
            text,
            fc.constantFrom('0', '-1', '1e12', 'Wed, 21 Oct 2026 07:28:00 GMT', 'NaN', '6m0s'),
          ),
        ),
        (body, status, headers) => {
          expectWhole(judge({ status, headers, body }));
          expectWhole(judge({ status, headers, body: JSON.stringify(body) }));
          expectWhole(judge(body));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['words', 'please try again in '],
    ['spaces', ' '],
    ['hyphens behind a window', 'daily-'.repeat(5) + '-'],
    ['line feeds behind a bracket', '}\n'],
    ['open brackets', '[{"a":'],
    ['open objects', '{"error":'],
    ['escapes', '\\"'],
    ['digits', '9'],
    ['durations', '1h2m'],
    ['events', 'data: {"x":1}\n\n'],
    ['tags', '<p '],
    ['models', 'model '],
    ['limits', 'limit 1, used 1, requested '],
    ['addresses', 'http://a:b'],
    ['headers', 'authorization: '],
    ['Chinese', '5 小时后'],
  ])('reads a megabyte of %s in little time', (_title, piece) => {
    const body = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const startedAt = performance.now();
    for (const failure of [
      { status: 429, body },
      { status: 500, body: JSON.stringify({ error: { message: body } }) },
      new Error(`model {"error": ${body}`),
    ]) {
      expectWhole(judge(failure));
    }
    // Some 10 ms each; anything but linear would take minutes.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
