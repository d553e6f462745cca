/** What became of calls that waited when their signal aborted. */
export interface AbortResult {
  readonly calls: number;
  readonly settled: number;
  /** Until the last of those that settled. */
  readonly settledMs: number;
  /** Timers that stood when the calls had settled, or after 3 s. */
  readonly timersLeft: number;
  /** Requests sent after the abort. */
  readonly requestsAfter: number;
}

/** The same, with the end of its process. */
export interface AbortScore extends AbortResult {
  readonly contestant: string;
  /** Whether the process ended by itself soon after. */
  readonly exits: boolean;
}
