import { isEarlyFault } from '../../src/testing/simulator/early-fault.js';
import type { SimulatedFault } from '../../src/testing/simulator/fault.js';
import { Admissions, type KeyOrder } from './admissions.js';
import type { Job, Trial } from './trial.js';

/** The least that a trial takes. */
export interface Reference {
  /** The jobs that can be answered at all. */
  readonly answerable: number;
  /** The least number of requests for them: one each, and one more for each fault on the way. */
  readonly requests: number;
  readonly makespanMs: number;
}

/**
 * The optimum: what a client does that knows every limit, phase and outage beforehand. It takes the jobs in their order
 * and sends each at the first moment at which a worker is free and the provider admits it, by the simulator's own
 * meters; it is never refused, so it sends one request for each job. Faults on the way nobody can prevent: each costs
 * its own time and one more request.
 *
 * Why nothing is faster: a window or bucket gives back by time alone, whatever was used, so to send a job later never
 * admits more before any moment (an exchange argument), and for jobs of one length the same holds for workers. Where
 * lengths differ, the order of the jobs matters, and this is the optimum for the order in which everybody gets them;
 * `reference-schedule.test.ts` holds it to closed formulas, which are lower bounds for any order.
 */
export function referenceSchedule(trial: Trial): Reference {
  const inOrder = scheduleOf(trial, 'as-listed');
  if (trial.keys.length === 1) return inOrder;
  // Keys whose day was spent evenly have more minutes left in the end: the better of the two is nearer to the optimum.
  const evenly = scheduleOf(trial, 'most-left');
  return evenly.answerable >= inOrder.answerable && evenly.makespanMs < inOrder.makespanMs ? evenly : inOrder;
}

function scheduleOf(trial: Trial, keyOrder: KeyOrder): Reference {
  const { jobs, staggerMs = 0, faults = [] } = trial;
  const gate = new Admissions(trial, keyOrder);
  const workers: { freeMs: number; job: Job | undefined }[] = Array.from(
    { length: (trial.clients ?? 1) * trial.concurrency },
    (_, index) => ({ freeMs: index * staggerMs, job: undefined }),
  );
  const queue = jobs.values();
  let answerable = 0;
  let requests = 0;
  let makespanMs = 0;
  for (;;) {
    const worker = workers.reduce((first, other) => (other.freeMs < first.freeMs ? other : first));
    const job = worker.job ?? queue.next().value;
    if (job === undefined) {
      worker.freeMs = Number.POSITIVE_INFINITY;
      if (workers.every(({ freeMs }) => freeMs === Number.POSITIVE_INFINITY)) break;
      continue;
    }
    const fault = faults.find(({ at = [] }) => [at].flat().includes(requests + 1));
    // What fails before the provider itself has seen it uses nothing up.
    const atMs = fault !== undefined && isEarlyFault(fault) ? worker.freeMs : gate.start(job, worker.freeMs);
    // A wall: nothing that comes after it passes.
    if (atMs === undefined) continue;
    requests += 1;
    worker.job = fault === undefined ? undefined : job;
    worker.freeMs = atMs + (fault === undefined ? job.latencyMs : faultMs(fault, job, trial));
    if (fault === undefined) answerable += 1;
    makespanMs = Math.max(makespanMs, worker.freeMs);
  }
  return { answerable, requests, makespanMs };
}

/** Until whoever meets a fault can know of it. */
function faultMs({ type }: SimulatedFault, { latencyMs, stream }: Job, { timeoutMs = 600_000 }: Trial): number {
  if (isEarlyFault({ type } as SimulatedFault)) return type === 'hang' ? timeoutMs : 0;
  if (type === 'stall') return stream ? latencyMs + timeoutMs : timeoutMs;
  return latencyMs;
}
