import * as z from 'zod/mini';
import { checkOptions, field } from '../../core/check-options.js';
import { integerField, timeoutsField } from '../../core/option-fields.js';
import type { CallOptions } from '../../core/request.js';
import type { TimeoutOptions } from '../../core/timeouts.js';
import { callFields } from '../options/engine-option-fields.js';

/** What a task goes under: its limits are those of this provider and model. */
export interface RunContext extends CallOptions {
  /** Whose rules tell its errors, and whose keys it gets. @default 'task' */
  readonly provider?: string;
  /** The model that it asks, without a prefix; without `provider` also a name of the client's `models`. @default 'default' */
  readonly model?: string;
  /** Models of the same provider to go to where waiting doesn't help; the task is told in `model`. */
  readonly fallbacks?: readonly string[];
  /** Only `total` and `answer`, and only where set here: a task may take as long as it likes. */
  readonly timeouts?: TimeoutOptions;
  /** How many tokens it needs, for limits on tokens. @default not counted */
  readonly tokens?: number;
}

/** What tasks go under that name no provider. */
export const TASK_PROVIDER = 'task';

/** What tasks go under that name no model. */
export const TASK_MODEL = 'default';

let schema: z.ZodMiniType | undefined;

function contextSchema(): z.ZodMiniType {
  const name = (): z.ZodMiniType => field((value) => typeof value === 'string' && value !== '', 'a name');
  return z.strictObject({
    ...callFields(),
    provider: z.optional(name()),
    model: z.optional(name()),
    fallbacks: z.optional(z.array(name())),
    timeouts: z.optional(timeoutsField()),
    tokens: z.optional(integerField(0)),
  });
}

/**
 * Checks what a task goes under.
 * @throws TypeError that lists every problem
 */
export function checkRunContext(task: unknown, context: unknown): asserts context is RunContext {
  if (typeof task !== 'function') {
    throw new TypeError(`Expected the task to be a function that returns a promise, got \`${typeof task}\`.`);
  }
  schema ??= contextSchema();
  checkOptions(context, { subject: 'run()', schema });
}
