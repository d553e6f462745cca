import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/client/classify-error.js';
import { classify } from '../../src/classify/classify.js';
import { isErrorKind } from '../../src/core/error-kinds.js';
import { redactCause } from '../../src/core/redact-cause.js';
import { allKnowledge } from '../../src/providers/knowledge.js';
import { CORPUS_FILES, failureOf, readRecords, rebuildError } from './records.js';

const NOW = Date.UTC(2026, 2, 2);
// CLASSIFY_FUZZ_RUNS=20 (times as many) CLASSIFY_FUZZ_SEED=… for a longer one.
const SEED = Number(process.env['CLASSIFY_FUZZ_SEED'] ?? 20_260_302);
const TIMES = Number(process.env['CLASSIFY_FUZZ_RUNS'] ?? 1);
const records = [...CORPUS_FILES, 'held-out' as const].flatMap((file) => readRecords(file));
const bodies = records.flatMap(({ body }) => (body === undefined || body === '' ? [] : [body]));

/** Classifies, and checks all that holds for every classification. */
function check(failure: unknown): void {
  const found = classifyError(failure, { now: NOW });
  expect(isErrorKind(found.kind)).toBe(true);
  expect(found.message.length).toBeGreaterThan(0);
  expect(found.message.length).toBeLessThanOrEqual(1_000);
  expect(found.advice).not.toBe('');
  if (found.retryAfterMs !== undefined) expect(found.retryAfterMs).toBeGreaterThanOrEqual(0);
  if (found.resetsAt !== undefined) expect(Number.isFinite(found.resetsAt)).toBe(true);
  if (found.status !== undefined) expect(Number.isInteger(found.status)).toBe(true);
  expect(() => JSON.stringify(found)).not.toThrow();
}

function holds<Value>(values: fc.Arbitrary<Value>, test: (value: Value) => void, numRuns = 300): void {
  fc.assert(fc.property(values, test), { seed: SEED, numRuns: numRuns * TIMES });
}

const NAMES = ['error', 'errors', 'message', 'code', 'type', 'status', 'details', 'metadata', 'raw', 'cause', 'body'];
const MORE_NAMES = ['headers', 'choices', 'response', 'retryDelay', 'resets_at', 'quotaId', 'n_ctx', '@type', 'name'];
const json = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.jsonValue(),
    fc.constantFrom(...bodies.slice(0, 40)),
    fc.dictionary(fc.constantFrom(...NAMES, ...MORE_NAMES, '__proto__', 'constructor'), tie('value'), { maxKeys: 5 }),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).value;
const headers = fc.dictionary(
  fc.constantFrom(
    'retry-after',
    'Retry-After-Ms',
    'x-ratelimit-reset',
    'x-ratelimit-remaining',
    'date',
    'ratelimit',
    '',
  ),
  fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.constantFrom('NaN', '1e309', '-1', '9'.repeat(400), '\0', '4m30s'),
  ),
);

describe('classifyError', () => {
  it('takes any value', () => {
    holds(
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
      }),
      check,
      1_000,
    );
  });

  it('takes any JSON, in a body, a message, a cause, a text', () => {
    holds(fc.tuple(json, fc.integer({ min: -1, max: 700 }), headers), ([value, status, given]) => {
      const text = JSON.stringify(value) ?? '';
      check(value);
      check({ status, headers: given, body: text });
      check({ status, headers: given, body: value });
      check(new Error(text, { cause: value }));
      check(`${String(status)} ${text}`);
    });
  });

  it('takes headers of garbage', () => {
    holds(fc.oneof(headers, fc.anything(), fc.array(fc.anything())), (given) => {
      check({ status: 429, headers: given, body: '{}' });
    });
  });

  it('takes every record cut at any place', () => {
    holds(fc.tuple(fc.constantFrom(...bodies), fc.double({ min: 0, max: 1, noNaN: true })), ([body, part]) => {
      check({ status: 429, body: body.slice(0, Math.floor(body.length * part)) });
      check(body.slice(Math.floor(body.length * part)));
    });
  });

  it('takes every record with letters changed, doubled or lost', () => {
    const edits = fc.array(
      fc.tuple(fc.nat(), fc.constantFrom('', '"', '{', '}', '\\', '\n', '\0', '\ud800', 'data: ', '[[')),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    holds(fc.tuple(fc.constantFrom(...bodies), edits), ([body, changes]) => {
      const changed = changes.reduce((text, [place, letters]) => {
        const at = place % (text.length + 1);
        return text.slice(0, at) + letters + text.slice(at + 1);
      }, body);
      check({ status: 500, body: changed });
      check(new Error(changed));
    });
  });

  it('takes values that are built to hurt', () => {
    const cyclic: Record<string, unknown> = { message: 'a' };
    cyclic['cause'] = cyclic;
    cyclic['error'] = [cyclic];
    const thrown = new Error('outer');
    thrown.cause = new Error('inner', { cause: thrown });
    const getters = Object.defineProperties(new Error('x'), {
      message: {
        get: () => {
          throw new Error('no');
        },
      },
      cause: {
        get: () => {
          throw new Error('no');
        },
      },
      headers: {
        get: () => {
          throw new Error('no');
        },
      },
    });
    const trap = (): never => {
      throw new Error('trapped');
    };
    const proxies = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map(
      (name) => new Proxy(new Error('x'), { [name]: trap }),
    );
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const endless: object = new Proxy(
      {},
      {
        get: (_target, name) => (typeof name === 'string' ? endless : undefined),
        ownKeys: () => ['error', 'cause'],
        getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      },
    );
    const hostile = { toString: trap, valueOf: trap, toJSON: trap, [Symbol.toPrimitive]: trap };
    for (const value of [cyclic, thrown, getters, ...proxies, revoked, endless, hostile]) {
      check(value);
      check({ error: value });
      check({ status: 429, headers: value, body: value });
      check(new Error('x', { cause: value }));
    }
  });

  it('takes what is nested a hundred thousand times', () => {
    const depth = 100_000;
    let deep: unknown = { message: 'deep' };
    let causes: unknown = new Error('deep');
    for (let level = 0; level < depth; level += 1) {
      deep = level % 2 === 0 ? [deep] : { error: deep };
      causes = { name: 'Error', message: 'x', cause: causes };
    }
    for (const value of [deep, causes, { status: 500, body: deep }]) check(value);
    for (const text of ['['.repeat(depth), '{"error":'.repeat(depth), '{"error":['.repeat(depth), '"'.repeat(depth)]) {
      check(text);
      check({ status: 500, body: text });
      check(new Error(text));
    }
  });
});

describe('the time that it takes', () => {
  const MEGABYTE = 1_000_000;
  const PIECES = [
    ...['try again in ', 'limit: 1', ' ', '\n', '{', '[', '"', '\\', '<html>', 'data: {}\n\n', '{"error":{"message":"'],
    ...[
      '1',
      'a',
      'rate limit ',
      'exceeded ',
      'model ',
      'not found',
      'tokens per ',
      '字',
      ': ',
      'at ',
      '429 ',
      '(',
      'A_B',
      'code: a_b ',
      'AError ',
    ],
    ...[
      'maximum context length is ',
      'retry after 1 ',
      'reset ',
      '-',
      '0m',
      '| 524: ',
      'sk-',
      'key=',
      'https://',
      '?key=a&',
      'Bearer ',
    ],
  ];

  /** CPU time, which other programs on the machine don't change; the least of some runs, since noise only adds. */
  function costOf(text: string): number {
    let least = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 4; run += 1) {
      const before = process.cpuUsage();
      classifyError({ status: 500, body: text }, { now: NOW });
      classifyError(new Error(text), { now: NOW });
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1_000);
    }
    return least;
  }

  it('grows no faster than the text, whatever the text repeats', { timeout: 120_000 }, () => {
    for (const piece of PIECES) {
      const text = (size: number): string => piece.repeat(Math.ceil(size / piece.length));
      const small = costOf(text(MEGABYTE / 8));
      const large = costOf(text(MEGABYTE));
      // Eight times the text: linear is 8, quadratic 64. What is below a few milliseconds tells nothing.
      expect(
        large / Math.max(small, 4),
        `${JSON.stringify(piece)}: ${small.toFixed(1)} and ${large.toFixed(1)} ms`,
      ).toBeLessThan(32);
    }
  });
});

describe('secrets', () => {
  const random = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA';
  const KEYS: Readonly<Record<string, string>> = {
    openai: `sk-${random}`,
    'openai project': `sk-proj-${random}_${random}`,
    'openai service': `sk-svcacct-${random}`,
    anthropic: `sk-ant-api03-${random}-${random}`,
    openrouter: `sk-or-v1-${'0123456789abcdef'.repeat(4)}`,
    google: `AIzaSy${random}x`,
    groq: `gsk_${random}${random}`,
    xai: `xai-${random}${random}`,
    nvidia: `nvapi-${random}_${random}`,
    'hugging face': `hf_${random}`,
    cerebras: `csk-${random.toLowerCase()}`,
    perplexity: `pplx-${random}`,
    github: `ghp_${random}ab`,
    'github fine': `github_pat_11${random}_${random}`,
  };
  const PLACES: Readonly<Record<string, (key: string) => unknown>> = {
    'a message': (key) => ({
      status: 401,
      body: JSON.stringify({ error: { message: `Incorrect API key provided: ${key}.` } }),
    }),
    'a text': (key) => `401 Incorrect API key provided: ${key}`,
    'an address': (key) =>
      new Error(`request to https://host.example/v1?key=${key}&alt=sse failed, reason: socket hang up`),
    'an address with a user': (key) => new Error(`fetch failed https://user:${key}@host.example/v1`),
    'a cause': (key) => new Error('fetch failed', { cause: new Error(`bad header authorization: Bearer ${key}`) }),
    'a code': (key) => ({ status: 400, body: { error: { code: key, type: key, message: 'no' } } }),
    'a quota': (key) => ({
      status: 429,
      body: { error: { details: [{ violations: [{ quotaId: key, quotaValue: '5' }] }] } },
    }),
    'a Python text': (key) => `Error code: 401 - {'error': {'message': 'Invalid key ${key}', 'code': None}}`,
    'an event of a stream': (key) => ({ status: 200, body: `data: {"error":{"message":"key ${key} is bad"}}\n\n` }),
    'a page': (key) => ({ status: 502, body: `<html><head><title>Bad gateway ${key}</title></head></html>` }),
    'far behind': (key) => new Error(`${'x '.repeat(485)}${key} and more`),
    'a status text': (key) => ({ status: 500, statusText: `no ${key}`, body: '' }),
  };

  it.each(Object.entries(KEYS))(
    'by the form that %s gives them are in no output, wherever they stood',
    (_name, key) => {
      for (const [place, plant] of Object.entries(PLACES)) {
        const failure = plant(key);
        const output = JSON.stringify(classifyError(failure, { now: NOW }));
        expect(output, place).not.toContain(key);
        expect(output, place).not.toContain(key.slice(0, 24));
        expect(
          JSON.stringify(
            redactCause(failure) instanceof Error ? messagesOf(redactCause(failure)) : redactCause(failure),
          ),
          place,
        ).not.toContain(key);
      }
    },
  );

  it.each([
    '0123456789abcdef0123456789abcdef',
    'a key of no form 4711',
    'short7',
    'ключ-и-знаки-123456',
    'a/b+c=d&e?f%20g',
  ])('that are known are in no output, whatever their form: %s', (key) => {
    for (const [place, plant] of Object.entries(PLACES)) {
      const found = classify(plant(key), { knowledge: allKnowledge, now: NOW, secrets: [key] });
      const output = JSON.stringify(found);
      expect(output, place).not.toContain(key);
      expect(output, place).not.toContain(encodeURIComponent(key));
    }
  });

  it.each([
    'api-key',
    'x-api-key',
    'x-goog-api-key',
    'authorization',
    'Ocp-Apim-Subscription-Key',
    'proxy-authorization',
  ])('of any form are in no output where a header by the name of %s held them', (header) => {
    const key = '0123456789abcdef0123456789abcdef';
    const failures = [
      { status: 401, headers: { [header]: key }, body: '{"error":{"message":"no"}}' },
      new Error(`Request failed. Headers: {"${header}": "${key}"}`),
      new Error(`curl -H "${header}: ${key}" failed`),
      Object.assign(new Error('x'), { config: { headers: { [header]: key } }, headers: { [header]: key } }),
    ];
    for (const failure of failures) {
      expect(JSON.stringify(classifyError(failure, { now: NOW }))).not.toContain(key);
      const shown = redactCause(failure);
      expect(JSON.stringify(shown instanceof Error ? { ...shown, text: messagesOf(shown) } : shown)).not.toContain(key);
    }
  });

  it('planted in every record are in no output', () => {
    const key = KEYS['openai project'] ?? '';
    for (const record of records) {
      const planted = JSON.parse(
        JSON.stringify(record).replaceAll(/(?<= )(?:key|organization|model|request)(?= )/gi, key),
      ) as typeof record;
      const failure = planted.error === undefined ? failureOf(planted) : rebuildError(planted.error);
      expect(JSON.stringify(classifyError(failure, { now: NOW })), record.id).not.toContain(key);
    }
  });
});

/** All texts that a person could read of an error and its causes. */
function messagesOf(error: unknown): string {
  const texts: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 20; at = at.cause, depth += 1)
    texts.push(at.message, at.stack ?? '');
  return texts.join('\n');
}
