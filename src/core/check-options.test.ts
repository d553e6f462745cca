import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { checkOptions, field, findProblems } from './check-options.js';
import { durationField, integerField, policiesField, timeoutsField } from './option-fields.js';

const schema = z.strictObject({
  model: z.optional(field((value) => value === 'a' || value === 'b', "'a' or 'b'")),
  maxWait: z.optional(durationField()),
  concurrency: z.optional(integerField(1)),
  timeouts: z.optional(timeoutsField()),
  policies: z.optional(policiesField()),
  headers: z.optional(z.record(z.string().check(z.regex(/^[a-z-]+$/, 'the name of a header')), z.string('a text'))),
  keys: z.optional(
    z.array(field((value) => typeof value === 'string', 'a key')).check(z.minLength(1, 'a list of at least one key')),
  ),
});

const problems = (options: unknown) => findProblems(options, { schema, secrets: ['keys', 'headers'] });

test('throws nothing where all is right', () => {
  const options = { model: 'a', maxWait: '1h', timeouts: { idle: false }, policies: { timeout: { type: 'stop' } } };
  expect(() => checkOptions(options, { subject: 'it()', schema })).not.toThrow();
});

test('throws one TypeError for all problems', () => {
  const check = () => checkOptions({ model: 'c', concurrency: 1.5 }, { subject: 'it()', schema });
  expect(check).toThrow(TypeError);
  expect(check).toThrow(
    'Wrong options for it():\n' +
      "  - Expected `model` to be 'a' or 'b', got `\"c\"`\n" +
      '  - Expected `concurrency` to be an integer >= 1, got `1.5`',
  );
});

test.each<[string, unknown, string]>([
  ['a name that is nearly right', { modell: 'a' }, 'Unknown option `modell`; did you mean `model`?'],
  [
    'a name inside of an option',
    { timeouts: { x: 1 } },
    'Unknown option `timeouts.x`; known are connect, firstToken, idle, answer, total',
  ],
  ['a place in a list', { keys: ['k', 7] }, 'Expected `keys[1]` to be a key, got something else (not shown)'],
  ['a function that was to be called', { keys: [String] }, 'Expected `keys[0]` to be a key, got a function: call it'],
  ['an empty list', { keys: [] }, 'Expected `keys` to be a list of at least one key, got `[]`'],
  [
    'a wrong name in a record',
    { headers: { 'A B': 'x' } },
    'Expected the name `headers.A B` to be the name of a header',
  ],
  ['zod’s own expectation', { timeouts: 3 }, 'Expected `timeouts` to be an object, got `3`'],
  ['options that are none', 'text', 'Expected the options to be an object, got something else (not shown)'],
  ['no options', undefined, 'Expected the options to be an object, got `undefined`'],
])('names %s', (_, options, problem) => {
  expect(problems(options)).toEqual([problem]);
});

test('looks inside of policies', () => {
  const [problem] = problems({ policies: { 'hourly-limit': { type: 'staged', stages: ['soon'] } } });
  expect(problem).toMatch(/^Expected `policies\.hourly-limit` to be a policy: .*soon/);
});

const SECRET = `sk-${'Abc123Def456Ghi789'}`;

test.each<[string, unknown]>([
  ['of a secret option', { keys: [{ secret: 'my own secret' }] }],
  ['of a header', { headers: { token: { secret: 'my own secret' } } }],
  ['with the form of a key, wherever it stands', { model: SECRET }],
  ['in front of a host', { model: 'http://me:my own secret@host/' }],
  ['in front of a host, without a protocol', { model: 'me:my-own-secret@host' }],
])('shows no secret %s', (_, options) => {
  expect(problems(options)).toHaveLength(1);
  expect(problems(options).join()).not.toMatch(/own.secret|Abc123/);
});
