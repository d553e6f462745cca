import type { JsonSchema } from '../../core/json-schema.js';
import type { InvalidOutput, SchemaIssue, SchemaResult, StandardSchema } from '../../core/output.js';
import type { FinishReason } from '../../core/reply.js';
import { messageOf } from '../message-of.js';
import { OutputFailure } from '../operations/output-failure.js';
import { restoreAbsent } from './restore-absent.js';

/** An answer whose form is to be checked. */
export interface CheckedAnswer {
  readonly text: string;
  readonly finishReason: FinishReason;
}

/** Makes `output` of answers. */
export interface OutputCheck {
  /** @throws OutputFailure (by rejecting) where the answer is not what was asked for */
  check(answer: CheckedAnswer): Promise<unknown>;
}

/** Any JSON. */
export const jsonCheck: OutputCheck = {
  check: async (answer) => parse(answer),
};

/** JSON that fits a schema, and what the schema makes of it. */
export function schemaCheck(schema: StandardSchema, { jsonSchema }: { readonly jsonSchema: JsonSchema }): OutputCheck {
  const validate = validatorOf(schema);
  return {
    async check(answer) {
      const parsed = restoreAbsent(parse(answer), jsonSchema);
      let result: SchemaResult<unknown>;
      try {
        result = await validate(parsed);
      } catch (cause) {
        throw thrownBySchema(cause, answer);
      }
      if (result.issues === undefined) return result.value;
      throw failure(answer, result.issues);
    },
  };
}

type Validate = (value: unknown) => SchemaResult<unknown> | Promise<SchemaResult<unknown>>;

/**
 * zod's own way into the standard tries without waiting first and leaves that try behind where the schema has to wait:
 * its functions run twice, and what the first run of them rejects with is nobody's, which ends the program.
 */
function validatorOf(schema: StandardSchema): Validate {
  const { safeParseAsync } = schema as { readonly safeParseAsync?: unknown };
  if (!('_zod' in schema) || typeof safeParseAsync !== 'function') return schema['~standard'].validate;
  return async (value) => {
    const parsed = (await safeParseAsync.call(schema, value)) as ZodResult;
    return parsed.success ? { value: parsed.data } : { issues: parsed.error.issues };
  };
}

/** What `safeParseAsync()` of zod 4 and zod/mini gives. */
type ZodResult =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };

// Some models wrap what they were asked for in a fence, and say nothing else.
const FENCED = /^```(?:json)?[ \t]*\r?\n([\s\S]*)\r?\n```$/i;

function parse(answer: CheckedAnswer): unknown {
  const text = answer.text.trim();
  try {
    return JSON.parse(text);
  } catch {
    const inner = FENCED.exec(text)?.[1];
    if (inner !== undefined) {
      try {
        return JSON.parse(inner);
      } catch {
        // Told below, of the whole.
      }
    }
    throw failure(answer, [{ message: 'The answer does not parse as JSON.' }]);
  }
}

/** A schema within a function of this one may have found the answer wrong; all else is a fault of the function. */
function thrownBySchema(cause: unknown, answer: CheckedAnswer): OutputFailure {
  const { issues } = (cause ?? {}) as { readonly issues?: unknown };
  if (Array.isArray(issues) && issues.every(isIssue)) return failure(answer, issues);
  const message = messageOf(cause);
  return new OutputFailure('OUTPUT_CHECK_THREW', {
    // Its words may be the answer's.
    message: 'A function of the schema of `output` threw.',
    invalidOutput: { text: answer.text, issues: [{ path: '', message }] },
    cause,
  });
}

function isIssue(value: unknown): value is SchemaIssue {
  return typeof (value as { readonly message?: unknown } | null)?.message === 'string';
}

function failure(answer: CheckedAnswer, found: readonly SchemaIssue[]): OutputFailure {
  const issues = found.map(({ message, path = [] }) => ({ path: pathText(path), message }));
  const invalidOutput: InvalidOutput = { text: answer.text, issues };
  if (answer.finishReason === 'length') {
    return new OutputFailure('OUTPUT_CUT', {
      message: 'The answer was cut at its longest output, and what is left of it is not what `output` asks for.',
      invalidOutput,
    });
  }
  const count = issues.length === 1 ? '1 problem' : `${issues.length} problems`;
  return new OutputFailure('OUTPUT_MISMATCH', {
    message: `The answer is not what \`output\` asks for (${count}).`,
    invalidOutput,
  });
}

function pathText(path: NonNullable<SchemaIssue['path']>): string {
  return path
    .map((step) => (typeof step === 'object' ? step.key : step))
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`))
    .join('');
}
