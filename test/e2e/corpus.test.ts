import { describe, expect, it } from 'vitest';
import { KNOWN_MISSES, type Field, type Miss } from './corpus/misses.js';
import { PASSES, THROWN } from './corpus/passes.js';
import { replay, replayThrown } from './corpus/replay.js';

/** The least part of what a provider's records say that must be found, over all SDKs that they were served to. */
const GOALS: readonly (readonly [Field, number])[] = [
  ['kind', 0.96],
  ['retryAfterMs', 0.97],
  ['resetsAt', 0.97],
  ['rotateKey', 0.93],
  ['retryable', 0.93],
];

/** The misses must be those that are listed: one that came is a fault, one that went is to be taken off the list. */
function expectKnown(pass: string, misses: readonly Miss[]): void {
  const known = KNOWN_MISSES.filter((miss) => miss.pass === pass);
  expect(misses, pass).toEqual(known.map(({ id, field, got }) => ({ id, field, got })));
}

function expectRates(misses: readonly Miss[], total: number): void {
  for (const [field, goal] of GOALS) {
    const right = total - misses.filter((miss) => miss.field === field).length;
    expect(right / total, `${field}: ${right} of ${total}`).toBeGreaterThanOrEqual(goal);
  }
}

const providers = [...new Set(PASSES.map(({ provider }) => provider))];

describe('the corpus end to end, over the real SDKs', () => {
  it.each(providers)('tells each error that was served by %s', async (provider) => {
    const passes = PASSES.filter((pass) => pass.provider === provider);
    const all: Miss[] = [];
    for (const pass of passes) {
      const misses = await replay(pass);
      expectKnown(pass.name, misses);
      all.push(...misses);
    }
    expectRates(all, passes.flatMap(({ records }) => records).length);
  });

  it('tells each error that a task threw', async () => {
    const misses = await replayThrown();
    expectKnown('thrown', misses);
    expectRates(misses, THROWN.length);
  });

  it('leaves no record out, and gives a reason for each miss', () => {
    const replayed = [...PASSES.flatMap(({ records }) => records), ...THROWN];
    expect(new Set(replayed.map(({ id }) => id)).size).toBe(54 + 120 + 73);
    for (const { pass, id, reason } of KNOWN_MISSES) expect(reason.length, `${pass}: ${id}`).toBeGreaterThan(20);
  });
});
