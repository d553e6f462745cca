import { runProgram } from './call-cost.js';

/** What 10,000 waiting calls cost. */
export interface ParkedCost {
  readonly id: string;
  readonly title: string;
  /** How many of them waited when it was measured: a peer may have given up. */
  readonly parked: number;
  /** Of one call, after a collection. */
  readonly bytes: number;
  /** Of all calls together. */
  readonly timers: number;
  /** Of one core, while nothing happens. */
  readonly cpuPercent: number;
  /** Until the last call has settled; `undefined`: not within 2 s. */
  readonly abortMs: number | undefined;
}

/** Measures one of {@link import('./parked-subjects.js').PARKED_SUBJECTS} in a process of its own. */
export function measureParked(id: string): ParkedCost {
  return runProgram<ParkedCost>('parked-program.ts', [id]);
}
