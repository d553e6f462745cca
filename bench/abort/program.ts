// One process: 200 calls that wait for a limit are aborted by one signal. Prints what became of them as JSON, and then
// ends by itself, if nothing keeps it. Usage: tsx bench/abort/program.ts <contestant>
import { systemClock } from '../../src/core/clock.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { CONTESTANTS } from '../contestants/index.js';
import { createJobs } from '../harness/jobs.js';
import type { Trial } from '../harness/trial.js';
import { InProcessServer } from '../virtual/in-process-server.js';
import { redirectUndici } from '../virtual/undici-in-process.js';
import type { AbortResult } from './abort-result.js';

const CALLS = 200;
const contestant = CONTESTANTS.find(({ id }) => id === process.argv[2]);
if (contestant === undefined) throw new Error(`There is no contestant ${process.argv[2]}.`);

const trial: Trial = {
  scenario: 'g',
  label: '200 calls aborted',
  seed: 700,
  format: 'openai',
  startMs: Date.now(),
  jobs: createJobs({ count: CALLS, latencyMs: 0 }),
  concurrency: CALLS,
  keys: [{ key: 'key-a', label: 'a' }],
  // Used up, and it says that it comes back in an hour.
  quotas: [{ window: 3_600_000, limit: 1, used: 1, phaseMs: Date.now(), kind: 'fixed' }],
};
const server = new InProcessServer({
  clock: systemClock,
  random: seededRandom(trial.seed),
  keys: [...trial.keys],
  quotas: [...trial.quotas],
});
redirectUndici(server.fetch);
const session = await contestant.start({
  trial,
  format: 'openai',
  baseURL: 'https://api.openai.com/v1',
  fetch: server.fetch,
  store: undefined,
});
const controller = new AbortController();
let settled = 0;
let settledAt = 0;
const done = Promise.allSettled(
  trial.jobs.map((job) =>
    session.call(job, controller.signal).finally(() => {
      settled += 1;
      settledAt = performance.now();
    }),
  ),
);
// Long enough for everybody to have been refused and to wait.
await systemClock.sleep(1_500);
const startedAt = performance.now();
const requestsBefore = server.requests.length;
controller.abort(new Error('Enough.'));
const race = new AbortController();
await Promise.race([done, systemClock.sleep(3_000, { signal: race.signal }).catch(() => undefined)]);
race.abort();
const timersLeft = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
await systemClock.sleep(1_500);
const result: AbortResult = {
  calls: CALLS,
  settled,
  settledMs: settled === 0 ? 0 : Math.max(0, settledAt - startedAt),
  timersLeft,
  requestsAfter: server.requests.length - requestsBefore,
};
console.log(JSON.stringify(result));
await session.close();
