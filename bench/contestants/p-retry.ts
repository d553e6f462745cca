import pRetry from 'p-retry';
import { TELLS_NOTHING, type Contestant } from '../harness/contestant.js';
import { keyTurns } from './key-turns.js';
import { CallError, strictCall } from './strict-call.js';

/** p-retry with its 10 retries, jittered, over a strict request of one's own. */
export const pRetryContestant: Contestant = {
  id: 'p-retry',
  title: 'p-retry 7',
  formats: ['ollama', 'openai', 'gemini'],
  async start(arena) {
    const nextKey = keyTurns(arena);
    return {
      call: (job, signal) =>
        pRetry(() => strictCall(arena, job, { key: nextKey(), signal }), {
          retries: 10,
          randomize: true,
          shouldRetry: ({ error }) => !(error instanceof CallError) || error.retryable,
          ...(signal === undefined ? {} : { signal }),
        }),
      told: TELLS_NOTHING,
      close: () => Promise.resolve(),
    };
  },
};
