import { KeyBook } from '../../src/testing/simulator/keys.js';
import { QuotaLedger } from '../../src/testing/simulator/quota-ledger.js';
import { simulatedTokens } from '../../src/testing/simulator/simulated-answer.js';
import type { Job, Trial } from './trial.js';

/** The least that a trial takes. */
export interface Reference {
  /** The jobs that can be answered at all, and so the least number of requests where nothing fails on its way. */
  readonly requests: number;
  readonly makespanMs: number;
}

/**
 * The optimum: what a client does that knows every limit, phase and outage beforehand. It takes the jobs in their order
 * and sends each at the first moment at which a worker is free and the provider admits it, by the simulator's own
 * meters; it is never refused, so it sends one request for each job.
 *
 * Why nothing is faster: a window or bucket gives back by time alone, whatever was used, so to send a job later never
 * admits more before any moment (an exchange argument), and for jobs of one length the same holds for workers. Where
 * lengths differ, the order of the jobs matters, and this is the optimum for the order in which everybody gets them;
 * `reference-schedule.test.ts` holds it to closed formulas, which are lower bounds for any order.
 */
export function referenceSchedule(trial: Trial): Reference {
  const { startMs, jobs, staggerMs = 0 } = trial;
  const ledger = new QuotaLedger(trial.quotas.map((quota) => ({ ...quota, countRefused: false })), startMs);
  const keyBook = new KeyBook(trial.keys);
  const keys = trial.keys.filter(({ state = 'active' }) => state === 'active');
  const workers = Array.from({ length: (trial.clients ?? 1) * trial.concurrency }, (_, index) => index * staggerMs);
  const arrivals: number[] = [];
  const releases: { readonly atMs: number; readonly release: () => void }[] = [];
  let lastEndMs = 0;
  let answered = 0;
  let fromMs = 0;

  const startOf = (job: Job, freeMs: number): number | undefined => {
    let atMs = Math.max(freeMs, fromMs);
    for (;;) {
      atMs = afterOutage(trial, atMs);
      atMs = belowStampede(trial, { arrivals, atMs });
      for (const { release } of takeDue(releases, atMs)) release();
      const admission = admit(atMs, job);
      if (admission.type === 'admitted') {
        releases.push({ atMs: atMs + job.latencyMs, release: admission.release });
        return atMs;
      }
      if (admission.inMs === undefined) return undefined;
      atMs += Math.max(admission.inMs, 1e-3);
    }
  };

  const admit = (
    atMs: number,
    job: Job,
  ): { readonly type: 'admitted'; readonly release: () => void } | { readonly type: 'later'; readonly inMs: number | undefined } => {
    let soonestMs: number | undefined;
    for (const { key } of keys.length === 0 ? [{ key: undefined }] : keys) {
      const request = {
        provider: trial.format,
        model: job.model,
        key: keyBook.identify(trial.format, key),
        tokens: Math.max(simulatedTokens(job.prompt), job.maxOutputTokens ?? 0),
      };
      const admission = ledger.admit(request, startMs + atMs);
      if (admission.type === 'admitted') return admission;
      const inMs = Math.max(...admission.refusals.map((refusal) => refusal.retryInMs));
      const isForToday = trial.wall !== true || inMs < DAY_SHARE_MS;
      if (isForToday) soonestMs = Math.min(soonestMs ?? inMs, inMs);
    }
    return { type: 'later', inMs: soonestMs };
  };

  for (const job of jobs) {
    const worker = workers.indexOf(Math.min(...workers));
    const atMs = startOf(job, workers[worker] ?? 0);
    // A wall: nothing that comes after it passes.
    if (atMs === undefined) continue;
    fromMs = atMs;
    arrivals.push(atMs);
    answered += 1;
    workers[worker] = atMs + job.latencyMs;
    lastEndMs = Math.max(lastEndMs, atMs + job.latencyMs);
  }
  return { requests: answered, makespanMs: lastEndMs };
}

/** Where part of the work can't be done, waits of this length and more are not waited for. */
const DAY_SHARE_MS = 3_600_000;

function afterOutage({ overload }: Trial, atMs: number): number {
  const { fromMs = 0, untilMs } = overload ?? {};
  return untilMs !== undefined && atMs >= fromMs && atMs < untilMs ? untilMs : atMs;
}

/** The first moment from `atMs` on at which one more arrival is no stampede. */
function belowStampede({ overload }: Trial, load: { readonly arrivals: readonly number[]; readonly atMs: number }): number {
  const { relapse, fromMs = 0 } = overload ?? {};
  if (relapse === undefined || load.atMs < fromMs) return load.atMs;
  const counted = load.arrivals.filter((arrivalMs) => arrivalMs >= fromMs && arrivalMs > load.atMs - relapse.withinMs);
  const oldest = counted.at(-relapse.requests);
  return oldest === undefined ? load.atMs : oldest + relapse.withinMs;
}

function takeDue<Timed extends { readonly atMs: number }>(waiting: Timed[], atMs: number): readonly Timed[] {
  const due = waiting.filter((one) => one.atMs <= atMs);
  if (due.length > 0) waiting.splice(0, waiting.length, ...waiting.filter((one) => one.atMs > atMs));
  return due;
}
