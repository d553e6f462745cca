import { systemClock } from '../../core/clock.js';

/** What a store answers, in time or not at all. It is real time that passes there, whatever clock a client has. */
export async function inTime<Value>(answer: Promise<Value>, longestMs: number): Promise<Value> {
  const enough = new AbortController();
  const patience = systemClock.sleep(longestMs, { signal: enough.signal }).then(() => {
    throw new Error(`The store did not answer within ${longestMs / 1_000} s.`);
  });
  patience.catch(() => undefined);
  try {
    return await Promise.race<Value>([answer, patience]);
  } finally {
    enough.abort();
  }
}
