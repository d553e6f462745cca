import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { field } from './check-options.js';
import { isPlainlyRight } from './plainly-right.js';

const name = (): z.ZodMiniType => field((value) => typeof value === 'string', 'a name');
const schema = z.strictObject({ model: name(), group: z.optional(name()), anything: z.unknown() });

test('takes an object whose fields are right', () => {
  expect(isPlainlyRight({ model: 'm', group: undefined, anything: 7 }, schema)).toBe(true);
});

test.each<[string, unknown]>([
  ['a field that is wrong', { model: 'm', group: 7, anything: 7 }],
  ['a field that it has not', { anything: 7 }],
  ['a field that nobody knows', { model: 'm', anything: 7, other: undefined }],
  ['a name that every object inherits', { model: 'm', anything: 7, toString: 'x' }],
  ['what is no object', 'text'],
  ['nothing', null],
  ['a list', ['m']],
])('leaves to the schema %s', (_, value) => {
  expect(isPlainlyRight(value, schema)).toBe(false);
});

test('leaves to the schema what an object inherits', () => {
  const inherits = Object.create({ group: 7 }, { model: { value: 'm', enumerable: true } }) as object;
  expect(isPlainlyRight(inherits, schema)).toBe(false);
});

test('leaves rules across fields to the schema', () => {
  const paired = z.strictObject({ from: z.number(), to: z.number() }).check(z.refine(({ from, to }) => from < to));
  expect(isPlainlyRight({ from: 2, to: 1 }, paired)).toBe(false);
});
