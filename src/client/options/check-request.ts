import * as z from 'zod/mini';
import { field, findProblems, throwProblems } from '../../core/check-options.js';
import { isRecord } from '../../core/json-schema.js';
import { integerField, timeoutsField } from '../../core/option-fields.js';
import { REASONING_EFFORTS } from '../../core/reasoning.js';
import type { ChatRequest } from '../../core/request.js';
import { messageProblems } from '../content/check-messages.js';
import { outputProblems } from '../content/check-output-option.js';
import { toolProblems } from '../content/check-tools.js';
import { callFields } from './engine-option-fields.js';
import { modelField } from './model-field.js';

let schema: z.ZodMiniType | undefined;

function requestSchema(): z.ZodMiniType {
  const fraction = (most: number): z.ZodMiniType =>
    field((value) => typeof value === 'number' && value >= 0 && value <= most, `a number from 0 to ${most}`);
  return z.strictObject({
    ...callFields(),
    model: modelField(),
    // What these hold has rules across its fields; see `content/`.
    messages: z.optional(z.unknown()),
    output: z.optional(z.unknown()),
    tools: z.optional(z.unknown()),
    toolChoice: z.optional(z.unknown()),
    fallbacks: z.optional(z.array(modelField())),
    temperature: z.optional(fraction(2)),
    topP: z.optional(fraction(1)),
    maxOutputTokens: z.optional(integerField(1)),
    stop: z.optional(z.array(field((value) => typeof value === 'string' && value !== '', 'a text'))),
    seed: z.optional(field((value) => Number.isSafeInteger(value), 'an integer')),
    reasoning: z.optional(
      z.strictObject({
        effort: z.optional(
          field(
            (value) => REASONING_EFFORTS.some((effort) => effort === value),
            `one of ${REASONING_EFFORTS.map((effort) => `'${effort}'`).join(', ')}`,
          ),
        ),
        maxTokens: z.optional(integerField(1)),
      }),
    ),
    providerOptions: z.optional(z.record(z.string(), z.unknown())),
    timeouts: z.optional(timeoutsField()),
    onStreamFailure: z.optional(field((value) => value === 'fail' || value === 'restart', "'fail' or 'restart'")),
  });
}

const SECRETS = ['providerOptions'];

function contentProblems(request: Readonly<Record<string, unknown>>): readonly string[] {
  const { messages, output, tools, toolChoice } = request;
  const isTextAlone = output === undefined && tools === undefined && toolChoice === undefined;
  if (isTextAlone) return messageProblems(messages);
  return [...messageProblems(messages), ...outputProblems(output), ...toolProblems({ tools, toolChoice })];
}

/**
 * Checks a request before anything is sent.
 * @throws TypeError that lists every problem; texts of messages are never in it
 */
export function checkRequest(request: unknown, subject: string): asserts request is ChatRequest {
  schema ??= requestSchema();
  const problems = findProblems(request, { schema, secrets: SECRETS });
  const others = isRecord(request) ? contentProblems(request) : [];
  if (problems.length > 0 || others.length > 0) throwProblems(subject, [...problems, ...others]);
}
