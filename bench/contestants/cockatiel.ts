import { circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleWhen, retry, wrap } from 'cockatiel';
import { TELLS_NOTHING, type Contestant } from '../harness/contestant.js';
import { keyTurns } from './key-turns.js';
import { CallError, strictCall } from './strict-call.js';

/** cockatiel as its documentation combines it: 10 tries with its backoff around a breaker of 10 s. */
export const cockatielContestant: Contestant = {
  id: 'cockatiel',
  title: 'cockatiel 3',
  formats: ['ollama', 'openai', 'gemini'],
  async start(arena) {
    const nextKey = keyTurns(arena);
    const handled = handleWhen((error) => !(error instanceof CallError) || error.retryable);
    const policy = wrap(
      retry(handled, { maxAttempts: 10, backoff: new ExponentialBackoff() }),
      circuitBreaker(handled, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
    );
    return {
      call: (job, signal) =>
        policy.execute((context) => strictCall(arena, job, { key: nextKey(), signal: context.signal }), signal),
      told: TELLS_NOTHING,
      close: () => Promise.resolve(),
    };
  },
};
