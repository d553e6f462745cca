import * as z from 'zod/mini';
import { checkOptions, field } from '../core/check-options.js';
import { integerField, timeoutsField } from '../core/option-fields.js';
import type { ChatRequest } from '../core/request.js';
import { callFields } from './engine-option-fields.js';

let schema: z.ZodMiniType | undefined;

function requestSchema(): z.ZodMiniType {
  const model = (): z.ZodMiniType =>
    field((value) => typeof value === 'string' && /^[^/]+\/./.test(value), "a model as 'provider/name'");
  const message = z.strictObject({
    role: field(
      (value) => value === 'system' || value === 'user' || value === 'assistant',
      "'system', 'user' or 'assistant'",
    ),
    content: field((value) => typeof value === 'string', 'a text'),
  });
  const fraction = (most: number): z.ZodMiniType =>
    field((value) => typeof value === 'number' && value >= 0 && value <= most, `a number from 0 to ${most}`);
  return z.strictObject({
    ...callFields(),
    model: model(),
    messages: z.array(message).check(z.minLength(1, 'a list of at least one message')),
    fallbacks: z.optional(z.array(model())),
    temperature: z.optional(fraction(2)),
    topP: z.optional(fraction(1)),
    maxOutputTokens: z.optional(integerField(1)),
    stop: z.optional(z.array(field((value) => typeof value === 'string' && value !== '', 'a text'))),
    output: z.optional(field((value) => value === 'json', "'json'")),
    providerOptions: z.optional(z.record(z.string(), z.unknown())),
    timeouts: z.optional(timeoutsField()),
    onStreamFailure: z.optional(field((value) => value === 'fail' || value === 'restart', "'fail' or 'restart'")),
  });
}

/**
 * Checks a request before anything is sent.
 * @throws TypeError that lists every problem; texts of messages are never in it
 */
export function checkRequest(request: unknown, subject: string): asserts request is ChatRequest {
  schema ??= requestSchema();
  checkOptions(request, { subject, schema, secrets: ['content', 'providerOptions'] });
}
