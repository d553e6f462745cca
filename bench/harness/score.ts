import type { JobEnd, Run } from './run-trial.js';
import { referenceSchedule } from './reference-schedule.js';

/** What one run is worth. Counts are exact. */
export interface Score {
  readonly scenario: string;
  readonly label: string;
  readonly contestant: string;
  readonly jobs: number;
  /** Requests sent, and how many would have done. */
  readonly requests: number;
  readonly needed: number;
  /** Until the last job was settled, in virtual ms, and the optimum. */
  readonly makespanMs: number;
  readonly optimumMs: number;
  /** Jobs that could have been answered and were given up. */
  readonly lost: number;
  /** Jobs that never settled at all. */
  readonly hung: number;
  /** A wrong text taken for good. */
  readonly corrupt: number;
  /** Times that a stampede brought the server down again. */
  readonly relapses: number;
  /** Requests sent after the first refusal had come back, and refused themselves. */
  readonly refusedAfter: number;
  /** Of the jobs that can't be done: how many callers got the window in the error, and when it resets. */
  readonly undoable: number;
  readonly toldWindow: number;
  readonly toldReset: number;
}

/** Looks at what was seen. */
export function scoreRun(run: Run): Score {
  const { trial, requests, jobs } = run;
  const reference = referenceSchedule(trial);
  const failed = jobs.filter((end) => end?.type === 'failed');
  const answered = jobs.filter((end) => end?.type === 'answered').length;
  const undoable = jobs.length - reference.answerable;
  const faults = requests.filter(({ fault, outcome }) => fault !== undefined && outcome !== 'answered').length;
  return {
    scenario: trial.scenario,
    label: trial.label,
    contestant: run.contestant,
    jobs: jobs.length,
    requests: requests.length,
    // A fault on the way is nobody's mistake: whoever met it must ask once more.
    needed: reference.answerable + faults,
    makespanMs: Math.max(0, ...jobs.map((end) => end?.atMs ?? 0)),
    optimumMs: reference.makespanMs,
    lost: Math.max(0, reference.answerable - answered - jobs.filter((end) => end === undefined).length),
    hung: jobs.filter((end) => end === undefined).length,
    corrupt: jobs.filter((end, place) => isCorrupt(end, trial.jobs[place]?.expected)).length,
    relapses: run.relapses,
    refusedAfter: refusedAfterFirst(run),
    undoable,
    toldWindow: failed.filter((end) => end.told.window !== undefined).length,
    toldReset: failed.filter((end) => end.told.resetsAt !== undefined).length,
  };
}

function isCorrupt(end: JobEnd | undefined, expected: string | undefined): boolean {
  return end?.type === 'answered' && end.text !== expected;
}

/** Those that were under way when the first refusal came are nobody's mistake. */
function refusedAfterFirst({ requests }: Run): number {
  const refused = requests.filter(({ outcome }) => outcome === 'refused');
  const firstEndedAt = refused[0]?.endedAt;
  if (firstEndedAt === undefined) return 0;
  return refused.filter(({ at }) => at > firstEndedAt).length;
}
