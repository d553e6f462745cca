import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEnd, checkGates } from './invariants.js';
import { plan, type Plan } from './plan.js';
import { World } from './world.js';

// ENGINE_FUZZ_RUNS=20000 ENGINE_FUZZ_SEED=… for a longer one.
const runs = Number(process.env['ENGINE_FUZZ_RUNS'] ?? 150);
const seed = Number(process.env['ENGINE_FUZZ_SEED'] ?? 20_260_302);

async function problemsOf(script: Plan): Promise<readonly string[]> {
  const world = new World(script, (live, request) => {
    checkGates(live, request, script);
  });
  await world.play();
  checkEnd(world);
  if (!world.isClosed) await checkAfterwards(world);
  return world.problems;
}

/** Nothing that the calls held is lost: the next ones go through at once, as many as may at the same time. */
async function checkAfterwards(world: World): Promise<void> {
  world.recover();
  const model = 'ollama/afterwards';
  const replies = Array.from({ length: 8 }, () =>
    world.client.chat({ model, messages: [{ role: 'user', content: '-1' }] }).then(
      () => 'done',
      (error: unknown) => String(error),
    ),
  );
  const late = new Promise<string>((resolve) => void world.clock.advance(0).then(() => resolve('late')));
  for (const reply of replies) {
    const result = await Promise.race([reply, late]);
    if (result !== 'done') world.problems.push(`a call afterwards: ${result}`);
  }
}

describe('the engine', () => {
  it('keeps its promises whatever comes, in whatever order', { timeout: 30_000 + runs * 200 }, async () => {
    await fc.assert(
      fc.asyncProperty(plan, async (script) => {
        expect(await problemsOf(script)).toEqual([]);
      }),
      { numRuns: runs, seed, endOnFailure: false },
    );
  });
});
