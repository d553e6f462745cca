import * as z from 'zod';
import { nearest } from './nearest.js';

/** A field whose values are told by a test, with what to expect in the words of an error message. */
export function field<Value>(isValid: (value: unknown) => boolean, expectation: string): z.ZodType<Value> {
  return z.custom<Value>(isValid, { error: expectation });
}

/** What {@link checkOptions} checks with. */
export interface OptionCheck {
  /** How the whole is called: `createClient()`. */
  readonly subject: string;
  readonly schema: z.ZodType;
  /** The names of secrets, whose values are never shown. */
  readonly secrets?: readonly string[];
}

/**
 * Checks options, all of them at once.
 * @throws TypeError that lists every problem with name, expectation and value
 */
export function checkOptions(value: unknown, check: OptionCheck): void {
  const problems = findProblems(value, check);
  if (problems.length > 0) throw new TypeError(problemText(check.subject, problems));
}

/** One sentence or a list, under one heading. */
export function problemText(subject: string, problems: readonly string[]): string {
  return `Wrong options for ${subject}:${problems.map((problem) => `\n  - ${problem}`).join('')}`;
}

/** The problems of options, a sentence each; empty where they are right. */
export function findProblems(
  value: unknown,
  { schema, secrets = [] }: Omit<OptionCheck, 'subject'>,
): readonly string[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => describeIssue(issue, value, { schema, secrets }));
}

function describeIssue(
  issue: z.core.$ZodIssue,
  value: unknown,
  { schema, secrets }: { readonly schema: z.ZodType; readonly secrets: readonly string[] },
): readonly string[] {
  const name = pathName(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = knownNames(schema, issue.path);
    return issue.keys.map((key) => {
      const full = name === '' ? key : `${name}.${key}`;
      const near = nearest(key, known);
      const hint =
        near === undefined
          ? known.length > 0
            ? `known are ${known.join(', ')}`
            : undefined
          : `did you mean \`${near}\`?`;
      return `Unknown option \`${full}\`${hint === undefined ? '' : `; ${hint}`}`;
    });
  }
  const isSecret = issue.path.some((part) => secrets.includes(String(part)));
  const got = isSecret ? 'something else (not shown)' : `\`${show(valueAt(value, issue.path))}\``;
  const subject = name === '' ? 'the options' : `\`${name}\``;
  return [`Expected ${subject} to be ${expectationOf(issue)}, got ${got}`];
}

function expectationOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return issue.expected === 'object' ? 'an object' : `of type ${issue.expected}`;
  return issue.message;
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

function knownNames(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current: unknown = schema;
  for (const part of path) current = unwrap(shapeOf(current)?.[String(part)]);
  return Object.keys(shapeOf(unwrap(current)) ?? {});
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return schema instanceof z.ZodObject ? schema.shape : undefined;
}

function unwrap(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;
}

/** A value in an error message, in one short line. */
export function show(value: unknown): string {
  if (typeof value === 'function') return value.name === '' ? 'a function' : `function ${value.name}`;
  if (typeof value === 'bigint' || typeof value === 'symbol' || value === undefined) return String(value);
  if (typeof value === 'number') return String(value);
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    text = Object.prototype.toString.call(value);
  }
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
