import { requireDuration, type Duration } from './duration.js';
import { didYouMeanOr } from './nearest.js';
import { showValue } from './show-value.js';

/** How often a wait reports its progress (`wait-tick`): a {@link Duration}, or `false` for never. */
export type Tick = Duration | false;

/** How far a computed delay is spread: `'full'` draws it from 0 to its whole length, `'none'` keeps it. */
export type Jitter = 'full' | 'none';

/**
 * Waits a given time after each refusal, one stage a refusal; when all stages are used the call fails with
 * `reason: 'stages-used'`. A reset that the provider states replaces the stage.
 */
export interface StagedPolicy {
  readonly type: 'staged';
  /** The waits in their order. */
  readonly stages: readonly Duration[];
  /** @default '60s' */
  readonly tick?: Tick;
  /** The longest time that a call may wait for this kind in all; replaces the client's `maxWait`. */
  readonly maxWait?: Duration;
}

/** Waits `initial`, then `factor` times as long after each failure, up to `cap`. */
export interface ExponentialPolicy {
  readonly type: 'exponential';
  /** @default '1s' */
  readonly initial: Duration;
  /** @default 2 */
  readonly factor: number;
  /** @default '60s' */
  readonly cap: Duration;
  /** @default 'full' */
  readonly jitter: Jitter;
  /**
   * How many failures of this kind a call may see, the first included. Default: the client's `maxAttempts` for
   * kinds whose budget is counted in attempts (see `ERROR_KINDS`), unbounded for those bounded by time.
   */
  readonly maxAttempts?: number;
  /** The longest time that a call may wait for this kind in all; replaces the client's `maxWait`. */
  readonly maxWait?: Duration;
  /** @default '60s' */
  readonly tick?: Tick;
}

/**
 * Waits until the reset that the provider states or its calendar tells; where neither is known, one request every
 * `probeEvery` finds out.
 */
export interface UntilResetPolicy {
  readonly type: 'until-reset';
  /** The longest time that a call may wait for this kind in all; replaces the client's `maxWait`. */
  readonly maxWait?: Duration;
  /** @default '60s' */
  readonly tick?: Tick;
}

/** Ends the call at once, except for a trusted stated wait of at most `stopAfter`. */
export interface StopPolicy {
  readonly type: 'stop';
}

/** What to do about one kind of error: plain data that survives JSON. */
export type Policy = StagedPolicy | ExponentialPolicy | UntilResetPolicy | StopPolicy;

interface WaitOptions {
  readonly tick?: Tick;
  readonly maxWait?: Duration;
}

const WAIT_OPTIONS = ['tick', 'maxWait'];
const EXPONENTIAL_OPTIONS = ['initial', 'factor', 'cap', 'jitter', 'maxAttempts', ...WAIT_OPTIONS];

/** A name that is not known would be a bound that does not hold. */
function requireKnownOptions(
  options: unknown,
  { of, known }: { readonly of: string; readonly known: readonly string[] },
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`Expected the options of ${of}() to be an object, got \`${showValue(options)}\`.`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new TypeError(`Unknown option \`${name}\` of ${of}()${didYouMeanOr(name, known) || '; it takes none'}`);
  }
}

function checkedWaitOptions(options: WaitOptions): WaitOptions {
  return {
    ...(options.tick === undefined
      ? {}
      : { tick: options.tick === false ? (false as const) : requireDuration(options.tick, 'tick') }),
    ...(options.maxWait === undefined ? {} : { maxWait: requireDuration(options.maxWait, 'maxWait') }),
  };
}

/**
 * Staged backoff: `staged(['60s', '300s', '900s', '2400s'])` retries four times over 61 minutes.
 * Durations are kept as milliseconds.
 * @throws TypeError where a stage is no duration or there is none, or an option is not known.
 */
export function staged(stages: readonly Duration[], options: WaitOptions = {}): StagedPolicy {
  if (!Array.isArray(stages) || stages.length === 0) {
    throw new TypeError('Expected `stages` to be a list of at least one duration; use stop() for no retry at all.');
  }
  requireKnownOptions(options, { of: 'staged', known: WAIT_OPTIONS });
  return {
    type: 'staged',
    stages: stages.map((stage, index) => requireDuration(stage, `stages[${index}]`)),
    ...checkedWaitOptions(options),
  };
}

/**
 * Exponential backoff.
 * @throws TypeError where a value is out of its range, or an option is not known.
 */
export function exponential(
  options: {
    readonly initial?: Duration;
    readonly factor?: number;
    readonly cap?: Duration;
    readonly jitter?: Jitter;
    readonly maxAttempts?: number;
  } & WaitOptions = {},
): ExponentialPolicy {
  requireKnownOptions(options, { of: 'exponential', known: EXPONENTIAL_OPTIONS });
  const { factor = 2, jitter = 'full', maxAttempts } = options;
  if (!Number.isFinite(factor) || factor < 1) {
    throw new TypeError(`Expected \`factor\` to be a number >= 1, got \`${String(factor)}\`.`);
  }
  if (jitter !== 'full' && jitter !== 'none') {
    throw new TypeError(`Expected \`jitter\` to be 'full' or 'none', got \`${String(jitter)}\`.`);
  }
  if (maxAttempts !== undefined && (!Number.isInteger(maxAttempts) || maxAttempts < 1)) {
    throw new TypeError(`Expected \`maxAttempts\` to be an integer >= 1, got \`${String(maxAttempts)}\`.`);
  }
  return {
    type: 'exponential',
    initial: requireDuration(options.initial ?? 1_000, 'initial'),
    factor,
    cap: requireDuration(options.cap ?? 60_000, 'cap'),
    jitter,
    ...(maxAttempts === undefined ? {} : { maxAttempts }),
    ...checkedWaitOptions(options),
  };
}

/**
 * Waits for the reset itself: `untilReset({ maxWait: '26h' })`.
 * @throws TypeError where a value is no duration, or an option is not known.
 */
export function untilReset(options: WaitOptions = {}): UntilResetPolicy {
  requireKnownOptions(options, { of: 'untilReset', known: WAIT_OPTIONS });
  return { type: 'until-reset', ...checkedWaitOptions(options) };
}

/**
 * Ends the call at once: waiting can't help.
 * @throws TypeError where it is given any option: it has none.
 */
export function stop(): StopPolicy;
export function stop(options: unknown = {}): StopPolicy {
  requireKnownOptions(options, { of: 'stop', known: [] });
  return { type: 'stop' };
}
