import type * as z from 'zod';

/** Values under these names are never printed: they hold keys, or may. */
const SECRET_NAMES: ReadonlySet<string> = new Set(['apiKey', 'apiKeys', 'key', 'headers']);
/** These stand inside of keys, and hold none. */
const PLAIN_NAMES: ReadonlySet<string> = new Set(['project', 'account', 'label']);

function pathName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name === '' ? String(part) : `${name}.${String(part)}`,
    '',
  );
}

function isSecret(path: readonly PropertyKey[], value: unknown): boolean {
  if (PLAIN_NAMES.has(String(path.at(-1)))) return false;
  // A URL may have a password in front of its host.
  if (typeof value === 'string' && value.includes('@')) return true;
  return path.some((part) => SECRET_NAMES.has(String(part)));
}

function describe(value: unknown, secret: boolean): string {
  if (value === '') return 'an empty text';
  if (Array.isArray(value) && value.length === 0) return 'an empty list';
  if (secret && value !== undefined && value !== null)
    return `a ${Array.isArray(value) ? 'list' : typeof value} (not shown)`;
  return `\`${String(JSON.stringify(value) ?? value)}\``;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], input);
}

/** One thing that is wrong with options. */
export interface Problem {
  /** The option it is about; empty for the options as a whole. */
  readonly option: string;
  readonly text: string;
}

function toProblems(issue: z.core.$ZodIssue, input: unknown): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ option: key, text: `Unknown option \`${pathName([...issue.path, key])}\`` }));
  }
  const option = String(issue.path[0] ?? '');
  if (issue.code === 'invalid_key') {
    const expectation = issue.issues[0]?.message ?? issue.message;
    return [{ option, text: `Expected the name \`${pathName(issue.path)}\` to be ${expectation}` }];
  }
  const given = valueAt(input, issue.path);
  const value = describe(given, isSecret(issue.path, given));
  const text = `Expected \`${pathName(issue.path) || 'options'}\` to be ${issue.message}, got ${value}`;
  return [{ option, text }];
}

/** What is wrong with options. The schema's messages are expectations: "a text". */
export function findProblems(schema: z.ZodType, input: unknown): Problem[] {
  const result = schema.safeParse(input);
  return result.success ? [] : result.error.issues.flatMap((issue) => toProblems(issue, input));
}

/** Whether nothing is wrong with any of some options, nor with the options as a whole. */
export function areFine(problems: readonly Problem[], options: readonly string[]): boolean {
  return !problems.some(({ option }) => option === '' || options.includes(option));
}

/**
 * Throws one error for all problems.
 * @throws TypeError where there is any.
 */
export function throwProblems(factory: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return;
  if (problems.length === 1) throw new TypeError(`${factory}(): ${String(problems[0]?.text)}.`);
  throw new TypeError(
    `${factory}() has ${problems.length} wrong options:\n${problems.map(({ text }) => `- ${text}.`).join('\n')}`,
  );
}
