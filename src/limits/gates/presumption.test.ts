import { expect, it } from 'vitest';
import { Presumption } from './presumption.js';

/** After probes that were refused after so many ms each. */
function after(refusedAfterMs: readonly number[], slowestAnswerMs?: number): Presumption {
  const presumption = new Presumption(slowestAnswerMs);
  for (const [index, ms] of refusedAfterMs.entries()) {
    presumption.sent(index * 10_000);
    presumption.refused(index * 10_000 + ms);
  }
  return presumption;
}

it('takes a probe as let in after three times the slowest refusal', () => {
  expect(after([200, 400, 100], 10_000).afterMs).toBe(1_200);
});

it('allows for half a second where refusals come at once', () => {
  expect(after([0, 1], 10_000).afterMs).toBe(500);
});

it('tells nothing by a single refusal, nor of a server that has answered nothing yet', () => {
  expect(after([10], 10_000).afterMs).toBeUndefined();
  expect(after([10, 10]).afterMs).toBeUndefined();
});

it('waits for the answer where refusals take nearly as long', () => {
  expect(after([100, 4_000], 10_000).afterMs).toBeUndefined();
});

it('learns from a refusal that came when it was taken as let in', () => {
  const presumption = after([0, 0], 10_000);
  presumption.sent(50_000);
  presumption.refused(51_000);
  expect(presumption.afterMs).toBe(3_000);
});

it('doubts a probe that takes longer than answers did', () => {
  const presumption = after([100, 100], 10_000);
  presumption.sent(50_000);
  expect([59_999, 60_000, 60_001].map((at) => presumption.isOverdue(at))).toEqual([false, false, true]);
});
