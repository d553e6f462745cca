import type { Trial } from '../harness/trial.js';
import { dailyWall } from './daily-wall.js';
import { faults } from './faults.js';
import { fourPrograms, fourThatShare } from './four-programs.js';
import { hourlyQuota } from './hourly-quota.js';
import { otherNumbers } from './other-numbers.js';
import { overload } from './overload.js';
import { threeKeys } from './three-keys.js';
import { unknownLimits } from './unknown-limits.js';

/** A scenario, and what this library must reach in it. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly goal: Goal;
  trials(): readonly Trial[];
}

/** The most that is allowed. Jobs lost, hung or answered wrongly are allowed in none. */
export interface Goal {
  /** Requests / needed, over all trials together. */
  readonly requests?: number;
  /** Makespan / optimum, the mean of all trials. */
  readonly makespan?: number;
  /** Makespan / optimum, of the worst trial. */
  readonly worstMakespan?: number;
  /** Requests that were sent after the first refusal had come back, and refused. */
  readonly refusedAfter?: number;
}

/** All of them but g, which is measured in processes of its own. */
export const SCENARIOS: readonly Scenario[] = [
  {
    id: 'a',
    title: '300 chapters, 8 at a time, 60 requests an hour, and nothing says when the window turns',
    goal: { requests: 1.05, makespan: 1.03 },
    trials: hourlyQuota,
  },
  {
    id: 'b',
    title: '300 jobs, 60 requests and 40,000 tokens a minute, refusals count, limits in headers only',
    goal: { requests: 1.05, makespan: 1.03 },
    trials: unknownLimits,
  },
  {
    id: 'c',
    title: 'three Gemini keys, 10 requests a minute and 100 a day each, one half spent; 250 jobs are all that fit',
    goal: { requests: 1.04, makespan: 1.06 },
    trials: threeKeys,
  },
  {
    id: 'd',
    title: '503 for 75 to 240 s on a server that a stampede brings down again, 48 at a time',
    goal: { requests: 1.08, worstMakespan: 1.12 },
    trials: overload,
  },
  {
    id: 'e',
    title: '440 jobs, half of them streamed; a tenth of the requests meets one of 11 faults',
    goal: { requests: 1 },
    trials: faults,
  },
  {
    id: 'f',
    title: 'a daily limit in the middle of 200 jobs, in the words of three providers',
    goal: { requests: 1.08, refusedAfter: 0 },
    trials: dailyWall,
  },
  {
    id: 'h',
    title: 'the work of a, by four programs with one key and no shared store',
    // Who can't know of each other can't be as good as one: the figures to reach are those of s.
    goal: {},
    trials: fourPrograms,
  },
  {
    id: 's',
    title: 'the same work by four programs with one key that share a store',
    goal: { requests: 1.05, makespan: 1.03 },
    trials: fourThatShare,
  },
  {
    id: 'v',
    title: 'the same questions with other windows, sizes, phases, keys, models and lengths, drawn by seed',
    goal: { requests: 1.08, makespan: 1.06 },
    trials: otherNumbers,
  },
];
