// Measures successful calls: µs of CPU and allocated bytes of each way to make one, in alternating rounds. CPU time, since
// other programs of the machine take wall-clock time and no CPU time of this one; but they take its caches, so that the
// lower quartile of the rounds is what a call costs, and the rest is what others do to it. Run it with a young generation
// that is larger than what a round allocates, so that nothing is collected inside of most rounds.
// Usage: call-program.ts <ids of the calls, with commas> [rounds] [memory|wire]
import { PerformanceObserver } from 'node:perf_hooks';
import { redirectDispatch } from '../virtual/undici-in-process.js';
import { IN_MEMORY, instantDispatch, instantFetch } from './answers.js';
import { callSubjects } from './call-subjects.js';
import type { CallCost } from './call-cost.js';
import { startWireServer } from './wire-server.js';
import { lowerQuartile, median } from './statistics.js';

const [wanted = '', rounds = '15', over = 'memory'] = process.argv.slice(2);
const ROUNDS = Number(rounds);
// What they allocate fits into the young generation several times over.
const CALLS = 100;

const server = over === 'wire' ? await startWireServer() : undefined;
if (server === undefined) {
  redirectDispatch(instantDispatch);
  globalThis.fetch = instantFetch;
}
// The Gemini SDK says at each call that it has a key from two places, if it has.
delete process.env['GOOGLE_API_KEY'];

let collections = 0;
new PerformanceObserver((list) => {
  collections += list.getEntries().length;
}).observe({ entryTypes: ['gc'] });

// Calls of other kinds would be felt here: tasks switch on hooks that each promise of the process pays for.
const ids = wanted.split(',');
const subjects = callSubjects(server ?? IN_MEMORY).filter(({ id }) => ids.includes(id));
if (subjects.length !== ids.length) throw new Error(`Expected names of calls, got ${wanted}.`);
const times = new Map<string, number[]>(subjects.map(({ id }) => [id, []]));
const bytes = new Map<string, number[]>(subjects.map(({ id }) => [id, []]));

for (const { call } of subjects)
  for (let warm = 0; warm < (server === undefined ? 40 : 20) * CALLS; warm += 1) await call();
// Nothing is collected between rounds: after a full collection V8 begins anew with its code, and most of what is measured
// would be that.
for (let round = 0; round < ROUNDS; round += 1) {
  // Each of them comes after each other one, in turns.
  const first = round % subjects.length;
  for (const { id, call } of [...subjects.slice(first), ...subjects.slice(0, first)]) {
    await turn();
    const before = { collections, heap: process.memoryUsage().heapUsed, cpu: process.cpuUsage() };
    for (let index = 0; index < CALLS; index += 1) await call();
    const { user, system } = process.cpuUsage(before.cpu);
    const allocated = process.memoryUsage().heapUsed - before.heap;
    await turn();
    times.get(id)?.push((user + system) / CALLS);
    if (collections === before.collections) bytes.get(id)?.push(allocated / CALLS);
  }
}
const costs: readonly CallCost[] = subjects.map(({ id, title, over }) => ({
  id,
  title,
  over,
  microseconds: lowerQuartile(times.get(id) ?? []),
  bytes: median(bytes.get(id) ?? []),
}));
console.log(JSON.stringify(costs));
server?.close();
process.exit(0);

/** The observer is told of collections in a later turn. */
async function turn(): Promise<void> {
  for (let turns = 0; turns < 3; turns += 1) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
