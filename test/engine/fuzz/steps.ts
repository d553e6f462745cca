import { AttemptFailure } from '../../../src/core/attempt-failure.js';
import type { Clock } from '../../../src/core/clock.js';
import type { ProviderReply } from '../../../src/core/provider.js';
import {
  badRequest,
  hang,
  hourlyLimit,
  modelNotFound,
  ok,
  overloaded,
  rateLimit,
  respond,
  serverError,
  sessionLimit,
  streaming,
  unauthorized,
  weeklyLimit,
  type Step,
} from '../../support/scripted-provider.js';
import { WalledServer } from '../../support/walled-server.js';
import type { StepName } from './plan.js';

const network = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
const refused = new AttemptFailure({
  status: 429,
  headers: { 'retry-after': '20' },
  body: JSON.stringify({ error: { message: 'Rate limit reached for requests', code: 'rate_limit_exceeded' } }),
});

/** Every step that a plan can name. */
export function stepsOn(clock: Clock): Readonly<Record<StepName, Step>> {
  const wall = new WalledServer({ clock, form: { type: 'fixed', phaseMs: 0 }, limit: 4, windowMs: 1_200_000, seed: 1 });
  return {
    ok: ok(),
    walled: wall.step,
    'slow-ok': async (request, attempt) => {
      await clock.sleep(20_000, { signal: attempt.signal });
      return (await ok()(request, attempt)) as ProviderReply;
    },
    hourly: hourlyLimit,
    session: sessionLimit,
    weekly: weeklyLimit,
    'stated-5s': rateLimit(5),
    'stated-90s': rateLimit(90),
    'stated-20m': rateLimit(1_200),
    throttled: rateLimit(),
    overloaded,
    'server-error': serverError,
    network: () => Promise.reject(network),
    unauthorized,
    forbidden: respond(403, { error: { message: 'You do not have access to this resource', code: 'forbidden' } }),
    'not-found': modelNotFound,
    'bad-request': badRequest,
    hang,
    deaf: () => new Promise(() => undefined),
    'slow-stream': (request, { signal }) =>
      (async function* () {
        for (const text of ['a', 'b', 'c']) {
          await clock.sleep(7_000, { signal });
          yield { type: 'text-delta' as const, text };
        }
        yield { type: 'finish' as const, finishReason: 'stop' as const, usage: {}, raw: {} };
      })(),
    'cut-stream': streaming(['a'], 'cut'),
    'broken-stream': streaming(['a'], refused),
  };
}
