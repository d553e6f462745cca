import * as z from 'zod';
import { checkOptions, field } from '../core/check-options.js';
import { integerField, timeoutsField } from '../core/option-fields.js';
import type { ChatRequest } from '../core/request.js';
import { callFields } from './engine-option-fields.js';

let schema: z.ZodType | undefined;

function requestSchema(): z.ZodType {
  const model = (): z.ZodType =>
    field((value) => typeof value === 'string' && /^[^/]+\/./.test(value), "a model as 'provider/name'");
  const message = z.strictObject({
    role: field(
      (value) => value === 'system' || value === 'user' || value === 'assistant',
      "'system', 'user' or 'assistant'",
    ),
    content: field((value) => typeof value === 'string', 'a text'),
  });
  const fraction = (most: number): z.ZodType =>
    field((value) => typeof value === 'number' && value >= 0 && value <= most, `a number from 0 to ${most}`);
  return z.strictObject({
    ...callFields(),
    model: model(),
    messages: z.array(message).min(1, 'a list of at least one message'),
    fallbacks: z.array(model()).optional(),
    temperature: fraction(2).optional(),
    topP: fraction(1).optional(),
    maxOutputTokens: integerField(1).optional(),
    stop: z.array(field((value) => typeof value === 'string' && value !== '', 'a text')).optional(),
    output: field((value) => value === 'json', "'json'").optional(),
    providerOptions: z.record(z.string(), z.unknown()).optional(),
    timeouts: timeoutsField().optional(),
    onStreamFailure: field((value) => value === 'fail' || value === 'restart', "'fail' or 'restart'").optional(),
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
