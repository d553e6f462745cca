// Runs this library and its peers on all scenarios, measures what they cost, and prints the tables.
//
// Usage: npm run bench [-- --keep] [-- --own] [-- a b c]
//   --keep  writes bench/results.json, of which the tables in the documents are made (npx tsx scripts/readme-tables.ts)
//   --own   runs this library alone; the peers' work, which is exact, and what isn't asked for come from bench/results.json
//   a b c   only these scenarios; `g`, `calls`, `wire`, `parked` and `imports` are names, too
import { availableParallelism } from 'node:os';
import { measureAbort } from './abort/measure-abort.js';
import { CONTESTANTS } from './contestants/index.js';
import { llmResilience } from './contestants/llm-resilience.js';
import { GROUPS, measureCalls, WIRE_GROUPS } from './cost/call-cost.js';
import { measureImports } from './cost/import-cost.js';
import { measureParked } from './cost/parked-cost.js';
import { PARKED_SUBJECTS } from './cost/parked-subjects.js';
import { measureScenario, summaries } from './harness/measure.js';
import { callTable, importTable, parkedTable, wireTable } from './report/cost-tables.js';
import { readResults, writeResults, type BenchResults } from './report/results.js';
import { scenarioTable } from './report/scenario-table.js';
import type { Summary } from './report/summary.js';
import { variantTable } from './report/variant-table.js';
import { workTable } from './report/work-table.js';
import { SCENARIOS } from './scenarios/index.js';

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('-'));
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name);

const isOwn = args.includes('--own');
const running = isOwn ? [llmResilience] : CONTESTANTS;
const isPeer = ({ contestant }: { readonly contestant: string }): boolean => contestant !== llmResilience.id;
const kept = isOwn ? readResults() : undefined;

const isRun = (name: string): boolean =>
  SCENARIOS.some(({ id }) => id === name && isWanted(id)) || (name.length > 1 && isWanted('v'));
const found: Summary[] = kept?.summaries.filter((one) => isPeer(one) || !isRun(one.scenario)) ?? [];
for (const scenario of SCENARIOS.filter(({ id }) => isWanted(id))) {
  for (const contestant of running) {
    console.error(`${scenario.id} ${contestant.id}`);
    found.push(...summaries(scenario, await measureScenario(contestant, scenario)));
  }
}
const results: BenchResults = {
  machine: `Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores`,
  contestants: CONTESTANTS.map(({ id, title }) => ({ id, title })),
  summaries: found,
  aborts: isWanted('g') ? [...running.map(measureAbort), ...(kept?.aborts.filter(isPeer) ?? [])] : (kept?.aborts ?? []),
  calls: isWanted('calls') ? measureCalls(GROUPS, 61) : (kept?.calls ?? []),
  wire: isWanted('wire') ? measureCalls(WIRE_GROUPS, 61) : (kept?.wire ?? []),
  parked: isWanted('parked') ? PARKED_SUBJECTS.map(({ id }) => measureParked(id)) : (kept?.parked ?? []),
  imports: isWanted('imports') ? await measureImports(11) : (kept?.imports ?? []),
};
for (const make of [scenarioTable, workTable, variantTable, callTable, wireTable, parkedTable, importTable]) {
  console.log(`\n${make(results)}`);
}
console.log(`\n${results.machine}`);
if (args.includes('--keep')) writeResults(results);
process.exit(0);
