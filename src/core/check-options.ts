import * as z from 'zod/mini';
import { didYouMeanOr } from './nearest.js';
import { isPlainlyRight, shapeOf, tellByTest } from './plainly-right.js';
import { redactText } from './redact.js';
import { showValue } from './show-value.js';

/** A field whose values are told by a test, with what to expect in the words of an error message. */
export function field<Value>(isValid: (value: unknown) => boolean, expectation: string): z.ZodMiniType<Value> {
  const made = z.custom<Value>(isValid, { error: expectation });
  tellByTest(made, isValid);
  return made;
}

/** What {@link checkOptions} checks with. */
export interface OptionCheck {
  /** How the whole is called: `createClient()`. */
  readonly subject: string;
  readonly schema: z.ZodMiniType;
  /** The names of secrets: what stands under them, or in place of the options themselves, is never shown. */
  readonly secrets?: readonly string[];
}

/**
 * Checks options, all of them at once.
 * @throws TypeError that lists every problem with name, expectation and value
 */
export function checkOptions(value: unknown, check: OptionCheck): void {
  throwProblems(check.subject, findProblems(value, check));
}

/**
 * Throws one error for all problems.
 * @throws TypeError where there is any
 */
export function throwProblems(subject: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new TypeError(problemText(subject, problems));
}

/** The problems as one text, under a heading. */
export function problemText(subject: string, problems: readonly string[]): string {
  return `Wrong options for ${subject}:${problems.map((problem) => `\n  - ${problem}`).join('')}`;
}

/** The problems of options, a sentence each; empty where they are right. */
export function findProblems(
  value: unknown,
  { schema, secrets = [] }: Omit<OptionCheck, 'subject'>,
): readonly string[] {
  if (isPlainlyRight(value, schema)) return [];
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => describeIssue(issue, value, { schema, secrets }));
}

function describeIssue(
  issue: z.core.$ZodIssue,
  value: unknown,
  { schema, secrets }: { readonly schema: z.ZodMiniType; readonly secrets: readonly string[] },
): readonly string[] {
  const name = pathName(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownNames(schema, issue.path);
    return issue.keys.map(
      (key) => `Unknown option \`${name === '' ? key : `${name}.${key}`}\`${didYouMeanOr(key, known)}`,
    );
  }
  // A name in a record: it stands in the path, and what is under it is not the matter.
  if (issue.code === 'invalid_key') {
    return [`Expected the name \`${name}\` to be ${issue.issues[0]?.message ?? issue.message}`];
  }
  const isSecret = secrets.length > 0 && (name === '' || issue.path.some((part) => secrets.includes(String(part))));
  const given = valueAt(value, issue.path);
  const got = isSecret && !isEmpty(given) ? hidden(given) : showSafely(given);
  const subject = name === '' ? 'the options' : `\`${name}\``;
  return [`Expected ${subject} to be ${expectationOf(issue)}, got ${got}`];
}

const NOT_SHOWN = 'something else (not shown)';

/** Of a value that may be a secret. A function is none: most likely it was to be called. */
function hidden(value: unknown): string {
  return typeof value === 'function' ? 'a function: call it' : NOT_SHOWN;
}

/** Such a value says what is wrong, and no secret. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** A key may stand in the wrong place, and a URL may have a password in front of its host. */
function showSafely(value: unknown): string {
  const text = redactText(showValue(value));
  return /[^\s"/]@/.test(text) ? NOT_SHOWN : `\`${text}\``;
}

function expectationOf(issue: z.core.$ZodIssue): string {
  // zod's own words, where the schema has none.
  if (issue.code !== 'invalid_type' || !issue.message.startsWith('Invalid input')) return issue.message;
  return issue.expected === 'object' ? 'an object' : `of type ${issue.expected}`;
}

function pathName(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[part];
  }
  return current;
}

function knownNames(schema: z.ZodMiniType, path: readonly PropertyKey[]): readonly string[] {
  let current: unknown = schema;
  for (const part of path) current = unwrap(valueOfRecord(current) ?? shapeOf(current)?.[String(part)]);
  return Object.keys(shapeOf(unwrap(current)) ?? {});
}

/** What stands under any name, such as that of a model. */
function valueOfRecord(schema: unknown): unknown {
  return schema instanceof z.ZodMiniRecord ? schema._zod.def.valueType : undefined;
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodMiniOptional ? unwrap(schema._zod.def.innerType) : schema;
}
