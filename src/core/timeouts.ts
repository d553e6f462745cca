import type { Duration } from './duration.js';

/** Limits on the time of one attempt; `false` switches one off. */
export interface TimeoutOptions {
  /** To open the connection. @default '10s' */
  readonly connect?: Duration | false;
  /** To the first part of a streamed answer. @default '120s' (Ollama: '10m', for cold models) */
  readonly firstToken?: Duration | false;
  /** Between two parts of a streamed answer. @default '120s' */
  readonly idle?: Duration | false;
  /** To the whole of an answer that is not streamed. @default '15m' */
  readonly answer?: Duration | false;
  /** To the end of the attempt, streamed or not. @default false */
  readonly total?: Duration | false;
}

/** {@link TimeoutOptions} in ms, complete. */
export type Timeouts = { readonly [Name in keyof TimeoutOptions]-?: number | false };

/** What applies where nobody set anything else. */
export const DEFAULT_TIMEOUTS: Timeouts = {
  connect: 10_000,
  firstToken: 120_000,
  idle: 120_000,
  answer: 900_000,
  total: false,
};
