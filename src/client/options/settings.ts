import { requireDuration } from '../../core/duration.js';
import { ERROR_KINDS, type ErrorKind } from '../../core/error-kinds.js';
import type { Policy } from '../../core/policy.js';
import type { LimitOptions } from '../../core/rate-limits.js';
import type { CallOptions, OnStreamFailure, Policies, Preference } from '../../core/request.js';
import { DEFAULT_TIMEOUTS, type TimeoutOptions, type Timeouts } from '../../core/timeouts.js';
import type { TunableOptions } from './engine-options.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/** What the loop reads: complete, never changed, replaced as a whole by `configure()`. */
export interface Settings {
  readonly policies: Policies;
  readonly maxWaitMs: number;
  /** `Infinity`: any wait is held for. */
  readonly maxHoldMs: number;
  readonly maxAttempts: number;
  readonly stopAfterMs: number;
  readonly probeEveryMs: number;
  readonly fallbackOn: ReadonlySet<ErrorKind>;
  readonly prefer: Preference;
  readonly concurrency: number | undefined;
  readonly limits: LimitOptions | undefined;
  readonly timeouts: TimeoutOptions;
  readonly retryBudget: number | false;
  readonly retry: boolean;
  readonly onStreamFailure: OnStreamFailure;
}

const DEFAULT_SETTINGS: Settings = {
  policies: {},
  maxWaitMs: 86_400_000,
  maxHoldMs: Number.POSITIVE_INFINITY,
  maxAttempts: 5,
  stopAfterMs: 60_000,
  probeEveryMs: 900_000,
  fallbackOn: new Set([
    'model-not-found',
    'daily-limit',
    'weekly-limit',
    'monthly-limit',
    'quota-exhausted',
    'permission',
    'insufficient-resources',
  ]),
  prefer: 'wait',
  concurrency: undefined,
  limits: undefined,
  timeouts: {},
  retryBudget: 0.2,
  retry: true,
  onStreamFailure: 'fail',
};

/** Lays options over settings; what is left out stays. Policies are laid over kind by kind. */
export function resolveSettings(options: TunableOptions, base: Settings = DEFAULT_SETTINGS): Settings {
  return {
    policies: { ...base.policies, ...withoutUndefined(options.policies) },
    maxWaitMs: options.maxWait === undefined ? base.maxWaitMs : requireDuration(options.maxWait, 'maxWait'),
    maxHoldMs: resolveMaxHold(options.maxHold, base.maxHoldMs),
    maxAttempts: options.maxAttempts ?? base.maxAttempts,
    stopAfterMs: resolveStopAfter(options.stopAfter, base.stopAfterMs),
    probeEveryMs:
      options.probeEvery === undefined ? base.probeEveryMs : requireDuration(options.probeEvery, 'probeEvery'),
    fallbackOn: options.fallbackOn === undefined ? base.fallbackOn : new Set(options.fallbackOn),
    prefer: options.prefer ?? base.prefer,
    concurrency: options.concurrency ?? base.concurrency,
    limits: options.limits ?? base.limits,
    timeouts: { ...base.timeouts, ...withoutUndefined(options.timeouts) },
    retryBudget: options.retryBudget ?? base.retryBudget,
    retry: options.retry ?? base.retry,
    onStreamFailure: options.onStreamFailure ?? base.onStreamFailure,
  };
}

/** The longest single wait that a call is held for, in ms. */
export function resolveMaxHold(maxHold: TunableOptions['maxHold'], baseMs: number): number {
  if (maxHold === undefined) return baseMs;
  return maxHold === false ? Number.POSITIVE_INFINITY : requireDuration(maxHold, 'maxHold');
}

function resolveStopAfter(stopAfter: TunableOptions['stopAfter'], baseMs: number): number {
  if (stopAfter === undefined) return baseMs;
  return stopAfter === false ? 0 : requireDuration(stopAfter, 'stopAfter');
}

function withoutUndefined<Value extends object>(value: Value | undefined): Partial<Value> {
  if (value === undefined) return {};
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as Partial<Value>;
}

/** The policy of a kind: the call's, else the provider's, else the client's, else the table's. */
export function policyOf(
  kind: ErrorKind,
  sources: { readonly call: CallOptions; readonly provider: Policies; readonly settings: Settings },
): Policy {
  const { call, provider, settings } = sources;
  const chosen = call.policies?.[kind] ?? provider[kind] ?? settings.policies[kind];
  if (chosen !== undefined) return chosen;
  const policy: Policy = ERROR_KINDS[kind].policy;
  const maxAttempts = call.maxAttempts ?? settings.maxAttempts;
  const maxWaitMs = call.maxWait === undefined ? settings.maxWaitMs : requireDuration(call.maxWait, 'maxWait');
  if (policy.type !== 'exponential') return policy;
  // A default of three attempts, or of six hours, must not override a client that asked for two, or for one.
  return {
    ...policy,
    ...(policy.maxAttempts === undefined ? {} : { maxAttempts: Math.min(policy.maxAttempts, maxAttempts) }),
    ...(policy.maxWait === undefined
      ? {}
      : { maxWait: Math.min(requireDuration(policy.maxWait, 'maxWait'), maxWaitMs) }),
  };
}

/** Whose timeouts hold where a call has none of its own. */
type TimeoutsOfProvider = Pick<ProviderHandle, 'timeouts' | 'defaultTimeouts'>;

/** What was made of them last, and under which settings. */
const shared = new WeakMap<TimeoutsOfProvider, { readonly settings: Settings; readonly timeouts: Timeouts }>();

/** The timeouts of an attempt: the call's, else those set on the provider, else the client's, else the defaults. */
export function timeoutsOf(sources: {
  readonly call: TimeoutOptions | undefined;
  readonly provider: TimeoutsOfProvider;
  readonly settings: Settings;
}): Timeouts {
  const { call, provider, settings } = sources;
  let known = shared.get(provider);
  if (known?.settings !== settings) {
    known = { settings, timeouts: sharedTimeouts(provider, settings) };
    shared.set(provider, known);
  }
  return call === undefined ? known.timeouts : laidOver(known.timeouts, call);
}

function sharedTimeouts({ timeouts, defaultTimeouts }: TimeoutsOfProvider, settings: Settings): Timeouts {
  return [defaultTimeouts, settings.timeouts, timeouts].reduce(laidOver, DEFAULT_TIMEOUTS);
}

/** What is left out stays. */
function laidOver(base: Timeouts, options: TimeoutOptions): Timeouts {
  const made: { -readonly [Name in keyof Timeouts]: number | false } = { ...base };
  for (const name of Object.keys(base) as (keyof Timeouts)[]) {
    const value = options[name];
    if (value !== undefined) made[name] = value === false ? value : requireDuration(value, `timeouts.${name}`);
  }
  return made;
}
