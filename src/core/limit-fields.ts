import * as z from 'zod/mini';
import { field } from './check-options.js';
import { integerField } from './option-fields.js';
import type { LimitScope } from './rate-limits.js';

const SCOPES: readonly LimitScope[] = ['project+model', 'project', 'account', 'provider'];

const figures = () => ({
  requestsPerSecond: z.optional(integerField(1)),
  requestsPerMinute: z.optional(integerField(1)),
  requestsPerHour: z.optional(integerField(1)),
  requestsPerDay: z.optional(integerField(1)),
  tokensPerMinute: z.optional(integerField(1)),
  tokensPerHour: z.optional(integerField(1)),
  tokensPerDay: z.optional(integerField(1)),
});

/** As a pattern it would be a name that no model has: a limit that nobody keeps. */
const modelName = (): z.ZodMiniType<string> =>
  field<string>((value) => typeof value === 'string' && !value.includes('*'), 'that of one model, without any `*`');

const models = () =>
  z.optional(z.record(modelName(), z.strictObject(figures()), 'an object of models and their limits'));

/** Limits on requests and tokens. */
export const limitsField = (): z.ZodMiniType =>
  z.strictObject({
    ...figures(),
    scope: z.optional(
      field((value) => SCOPES.includes(value as LimitScope), SCOPES.map((scope) => `'${scope}'`).join(', ')),
    ),
    models: models(),
    projects: z.optional(
      z.record(
        z.string(),
        z.strictObject({ ...figures(), models: models() }),
        'an object of projects and their limits',
      ),
    ),
  });
