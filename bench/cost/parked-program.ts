// Measures calls that wait: bytes, timers and CPU of 10,000 of them, and the time to abort them all.
// Usage: parked-program.ts <contestant>
import { systemClock } from '../../src/core/clock.js';
import { redirectUndici } from '../virtual/undici-in-process.js';
import { refusingFetch } from './answers.js';
import type { ParkedCost } from './parked-cost.js';
import { PARKED_SUBJECTS } from './parked-subjects.js';

const CALLS = 10_000;
const WATCH_MS = 2_000;

redirectUndici(refusingFetch);
globalThis.fetch = refusingFetch;
const subject = PARKED_SUBJECTS.find(({ id }) => id === process.argv[2]);
const { gc } = globalThis;
if (subject === undefined || gc === undefined) throw new Error('Run it with --expose-gc and the name of a subject.');
const call = subject.start();
const timersBefore = timers();

// One call meets the limit, and what is loaded or compiled for the first time is.
const controller = new AbortController();
const first = call(controller.signal).catch(() => undefined);
await systemClock.sleep(300);
gc();
const heapBefore = process.memoryUsage().heapUsed;
let settled = 0;
let settledAt = 0;
const onEnd = (): void => {
  settled += 1;
  if (settled === CALLS) settledAt = performance.now();
};
for (let index = 0; index < CALLS; index += 1) call(controller.signal).then(onEnd, onEnd);
await systemClock.sleep(1_500);
gc();
const bytes = (process.memoryUsage().heapUsed - heapBefore) / CALLS;
const timersOfAll = timers() - timersBefore;
const cpuBefore = process.cpuUsage();
const watchedFrom = performance.now();
await systemClock.sleep(WATCH_MS);
const { user, system } = process.cpuUsage(cpuBefore);
const cpuPercent = (user + system) / 10 / (performance.now() - watchedFrom);
const stillParked = CALLS - settled;
const abortedAt = performance.now();
controller.abort(new Error('Enough.'));
for (let waited = 0; waited < 40 && settled < CALLS; waited += 1) await systemClock.sleep(50);
void first;
const cost: ParkedCost = {
  id: subject.id,
  title: subject.title,
  parked: stillParked,
  bytes,
  timers: timersOfAll,
  cpuPercent,
  abortMs: settled === CALLS ? settledAt - abortedAt : undefined,
};
console.log(JSON.stringify(cost));
process.exit(0);

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
