// Runs this library, without its peers, on all scenarios, and fails where a count is worse than bench/bounds.json: these
// counts are exact and the same on every machine. Says where the goals are not reached. Fails, too, where a call allocates
// more than bench/cost-bounds.json; that needs the built library: npm run build.
//
// Usage: npm run bench:check [-- --tighten]   `--tighten` writes what is better than its bound into bench/bounds.json.
import { readBounds, regressions, tightened, writeBounds, type Bound } from './check/bounds.js';
import { dearer, readCostBounds } from './check/cost-bounds.js';
import { missing } from './check/goals.js';
import { llmResilience } from './contestants/llm-resilience.js';
import { GROUPS, measureCalls } from './cost/call-cost.js';
import { measureParked } from './cost/parked-cost.js';
import { measureScenario, summaries } from './harness/measure.js';
import { SCENARIOS } from './scenarios/index.js';

const bounds: Record<string, Bound> = { ...readBounds() };
const worse: string[] = [];
for (const scenario of SCENARIOS) {
  const startedAt = performance.now();
  const found = summaries(scenario, await measureScenario(llmResilience, scenario));
  for (const summary of found) {
    worse.push(...regressions(summary, bounds[summary.scenario]));
    bounds[summary.scenario] = tightened(
      summary,
      summary.scenario === scenario.id ? scenario.goal : {},
      bounds[summary.scenario],
    );
  }
  const [whole] = found;
  const gaps = whole === undefined ? ['no trial'] : missing(whole, scenario.goal);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${scenario.id} (${seconds} s): ${gaps.length === 0 ? 'goal reached' : gaps.join('; ')}`);
}
const costs = { calls: measureCalls(GROUPS, 7), parked: measureParked('llm-resilience') };
worse.push(...dearer(costs, readCostBounds()));
if (process.argv.includes('--tighten')) writeBounds(bounds);
else if (worse.length > 0) {
  console.error(`\nWorse than what is kept:\n${worse.join('\n')}`);
  process.exit(1);
}
process.exit(0);
