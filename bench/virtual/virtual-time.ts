import { install, type Clock as FakeClock } from '@sinonjs/fake-timers';
import { seededRandom } from '../../src/testing/seeded-random.js';

/** So many turns of the event loop without an exchange on its way mean that nothing moves without time. */
const QUIET_TURNS = 10;

const realSetImmediate = setImmediate;

/** How a piece of work in virtual time is run. */
export interface VirtualTimeOptions {
  /** The wall-clock time it begins at, in epoch ms. */
  readonly startMs: number;
  /** What `Math.random` gives meanwhile, so that a run can be repeated. */
  readonly seed: number;
  /** Work that takes longer than this, in virtual ms, is given up. */
  readonly limitMs: number;
  /** Whether something is under way that no timer holds back. */
  readonly isMoving: () => boolean;
}

/** How a piece of work ended: by itself, or given up because nothing moved any more, or because it took too long. */
export type VirtualEnd = 'done' | 'stuck' | 'too-long';

/**
 * Runs a piece of work in virtual time: the timers, dates and chance of the whole process are replaced, so that whoever
 * waits, this library or a peer, waits by the same clock, exactly and without a real wait.
 */
export async function inVirtualTime(work: () => Promise<void>, options: VirtualTimeOptions): Promise<VirtualEnd> {
  const { startMs, seed, limitMs, isMoving } = options;
  const clock = install({
    now: startMs,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    loopLimit: Number.POSITIVE_INFINITY,
  });
  const systemRandom = Math.random;
  const systemTimeout = AbortSignal.timeout;
  Math.random = seededRandom(seed);
  AbortSignal.timeout = virtualTimeout;
  try {
    return await drive(clock, { work, lastMs: startMs + limitMs, isMoving });
  } finally {
    Math.random = systemRandom;
    AbortSignal.timeout = systemTimeout;
    clock.uninstall();
  }
}

/** Node's own runs on a timer that nothing can replace. */
function virtualTimeout(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
  return controller.signal;
}

async function drive(
  clock: FakeClock,
  { work, lastMs, isMoving }: { work: () => Promise<void>; lastMs: number; isMoving: () => boolean },
): Promise<VirtualEnd> {
  let isDone = false;
  let failure: { readonly error: unknown } | undefined;
  work().then(
    () => {
      isDone = true;
    },
    (error: unknown) => {
      failure = { error };
    },
  );
  for (;;) {
    await rest(isMoving);
    if (failure !== undefined) throw failure.error;
    if (isDone) return 'done';
    if (clock.countTimers() === 0) return 'stuck';
    if (clock.now > lastMs) return 'too-long';
    clock.next();
  }
}

async function rest(isMoving: () => boolean): Promise<void> {
  for (let quiet = 0; quiet < QUIET_TURNS; quiet += 1) {
    await new Promise<void>((resolve) => {
      realSetImmediate(resolve);
    });
    if (isMoving()) quiet = 0;
  }
}
