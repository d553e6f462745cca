import { describe, expect, it } from 'vitest';
import { faults } from '../scenarios/faults.js';
import { hourlyQuota } from '../scenarios/hourly-quota.js';
import { overload } from '../scenarios/overload.js';
import { threeKeys } from '../scenarios/three-keys.js';
import { dailyWall } from '../scenarios/daily-wall.js';
import { unknownLimits } from '../scenarios/unknown-limits.js';
import { simulatedTokens } from '../../src/testing/simulator/simulated-answer.js';
import { referenceSchedule } from './reference-schedule.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

describe('the optimum', () => {
  it('of an hourly window uses up each window at its turn', () => {
    const [trial] = hourlyQuota([2.5]);
    // 60 now, and 60 at each of the next four turns; the last 60 take 8 rounds of 12 s with 8 workers.
    const expectedMs = 2.5 * MINUTE_MS + 3 * HOUR_MS + 8 * 12 * SECOND_MS;
    expect(referenceSchedule(trial!)).toEqual({ answerable: 300, requests: 300, makespanMs: expectedMs });
  });

  it.each(unknownLimits())('of two buckets is what the tighter one trickles back ($label)', (trial) => {
    const tokens = trial.jobs.reduce((sum, { prompt }) => sum + simulatedTokens(prompt), 0);
    const bound = Math.max(((300 - 60) * MINUTE_MS) / 60, ((tokens - 40_000) * MINUTE_MS) / 40_000);
    const { makespanMs } = referenceSchedule(trial);
    expect(makespanMs).toBeGreaterThan(bound);
    // After the last start there is its own latency, and that of those before it.
    expect(makespanMs).toBeLessThan(bound + 6 * SECOND_MS + 100);
  });

  it('of three keys spends the fullest day first, and so keeps two keys for the last minute', () => {
    const [trial] = threeKeys([5]);
    // Eight fit before the first turn. Nine turns later the rest of two keys with 100 each, in rounds of 8 workers and 6 s.
    const lastTurnMs = 5 * SECOND_MS + 9 * MINUTE_MS;
    const rounds = Math.ceil((200 - 8 - 9 * 20) / 8);
    expect(referenceSchedule(trial!).makespanMs).toBe(lastTurnMs + rounds * 6 * SECOND_MS);
  });

  it('of an outage is its length and the work', () => {
    const [trial] = overload([75]);
    const workMs = (600 / 48) * 6 * SECOND_MS;
    const { makespanMs } = referenceSchedule(trial!);
    expect(makespanMs).toBeGreaterThanOrEqual(75 * SECOND_MS + workMs - 6 * SECOND_MS);
    expect(makespanMs).toBeLessThan(75 * SECOND_MS + workMs + 2 * 6 * SECOND_MS);
  });

  it('of faults has one request more for each', () => {
    expect(referenceSchedule(faults([1])[0]!)).toMatchObject({ answerable: 440, requests: 484 });
  });

  it('of a daily limit ends at the limit', () => {
    for (const trial of dailyWall()) expect(referenceSchedule(trial)).toMatchObject({ answerable: 100, requests: 100 });
  });
});
