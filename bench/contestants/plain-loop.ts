import { TELLS_NOTHING, type Contestant } from '../harness/contestant.js';
import { systemClock } from '../../src/core/clock.js';
import { keyTurns } from './key-turns.js';
import { CallError, strictCall } from './strict-call.js';

const WAITS_MS = [60_000, 300_000, 900_000, 2_400_000];

/** What most translators have: each call by itself tries again after 1, 5, 15 and 40 minutes. */
export const plainLoop: Contestant = {
  id: 'loop',
  title: 'a loop over 60/300/900/2400 s per call',
  formats: ['ollama', 'openai', 'gemini'],
  async start(arena) {
    const nextKey = keyTurns(arena);
    return {
      async call(job, signal) {
        for (let tries = 0; ; tries += 1) {
          try {
            return await strictCall(arena, job, { key: nextKey(), signal });
          } catch (error) {
            const waitMs = WAITS_MS[tries];
            if (waitMs === undefined || (error instanceof CallError && !error.retryable)) throw error;
            await systemClock.sleep(waitMs, { signal });
          }
        }
      },
      told: TELLS_NOTHING,
      close: () => Promise.resolve(),
    };
  },
};
