import * as z from 'zod/mini';
import type { CheckRequest } from '../../core/check-model.js';
import { checkOptions, field } from '../../core/check-options.js';
import { durationField, integerField, policiesField, timeoutsField } from '../../core/option-fields.js';
import { callFields } from '../options/engine-option-fields.js';
import { modelField } from '../options/model-field.js';
import type { SideOptions } from './side-question.js';

/** Checks what `models()` takes beside the name of a provider. @throws TypeError that lists every problem */
export function checkListOptions(options: unknown): asserts options is SideOptions {
  const schema = z.strictObject({ ...callFields(), timeouts: z.optional(timeoutsField()) });
  checkOptions(options, { subject: 'models()', schema });
}

/** Checks what `check()` takes. @throws TypeError that lists every problem */
export function checkCheckRequest(request: unknown): asserts request is CheckRequest {
  const { signal, metadata } = callFields();
  const schema = z.strictObject({
    signal,
    metadata,
    policies: z.optional(policiesField()),
    maxAttempts: z.optional(integerField(1)),
    maxWait: z.optional(durationField()),
    timeouts: z.optional(timeoutsField()),
    model: modelField(),
    spend: z.optional(
      field(
        (value) => typeof value === 'boolean' || value === 'chat' || value === 'embed',
        "true, false, 'chat' or 'embed'",
      ),
    ),
  });
  checkOptions(request, { subject: 'check()', schema });
}
