import Bottleneck from 'bottleneck';
import pRetry from 'p-retry';
import { TELLS_NOTHING, type Contestant } from '../harness/contestant.js';
import { keyTurns } from './key-turns.js';
import { CallError, strictCall } from './strict-call.js';

/** bottleneck, told the limit of each key, which nobody else is; what is refused nonetheless falls to p-retry. */
export const bottleneckContestant: Contestant = {
  id: 'bottleneck',
  title: 'bottleneck 2, told the limits, and p-retry',
  formats: ['ollama', 'openai', 'gemini'],
  takesOn: (trial) => trial.told !== undefined,
  async start(arena) {
    const { told, concurrency, keys } = arena.trial;
    const limiters = new Map(
      keys.map(({ key }) => [
        key,
        new Bottleneck({
          maxConcurrent: concurrency,
          ...(told === undefined
            ? {}
            : {
                reservoir: told.requests,
                reservoirRefreshAmount: told.requests,
                // It wants a multiple of 250 ms.
                reservoirRefreshInterval: Math.ceil(told.windowMs / 250) * 250,
              }),
        }),
      ]),
    );
    const nextKey = keyTurns(arena);
    return {
      call: (job, signal) =>
        pRetry(
          () => {
            const key = nextKey();
            const limiter = limiters.get(key ?? '');
            const send = (): Promise<string> => strictCall(arena, job, { key, signal });
            return limiter === undefined ? send() : limiter.schedule(send);
          },
          {
            retries: 10,
            randomize: true,
            shouldRetry: ({ error }) => !(error instanceof CallError) || error.retryable,
            ...(signal === undefined ? {} : { signal }),
          },
        ),
      told: TELLS_NOTHING,
      async close() {
        await Promise.all([...limiters.values()].map((limiter) => limiter.disconnect()));
      },
    };
  },
};
