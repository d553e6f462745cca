import { describe, expect, it } from 'vitest';
import { createClient, untilReset } from '../../src/index.js';
import { geminiCalendars } from '../../src/providers/gemini/calendar.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { outcome } from '../support/scenario.js';
import { ok, respond, scriptedProvider } from '../support/scripted-provider.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** So few that one more or less is more than a tenth. */
const PER_DAY = 5;

/** As Gemini says it: the day that is used up, and a wait of seconds that misleads. */
const usedUp = respond(429, {
  error: {
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: 'You exceeded your current quota.',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier', quotaValue: String(PER_DAY) }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '12s' },
    ],
  },
});

/** A work of many days under a quota for each Pacific day, nothing of which is told beforehand. */
async function work(startsAt: string, days: number, limits?: { readonly requestsPerDay: number }) {
  const clock = manualClock(Date.parse(startsAt));
  const turns: number[] = [];
  let turnsAt = 0;
  let used = 0;
  const refused: number[] = [];
  const provider = scriptedProvider(
    () => {
      if (clock.now() >= turnsAt) {
        turnsAt = geminiCalendars.day(clock.now());
        turns.push(turnsAt);
        used = 0;
      }
      if (used >= PER_DAY) {
        refused.push(clock.now());
        return usedUp;
      }
      used += 1;
      return ok();
    },
    { name: 'gemini', now: () => clock.now() },
  );
  const client = createClient({
    providers: [provider],
    clock,
    random: seededRandom(1),
    maxWait: '60d',
    policies: { 'daily-limit': untilReset({ maxWait: '60d' }) },
    ...(limits === undefined ? {} : { limits }),
  });
  const message = { role: 'user' as const, content: 'Hello' };
  const calls = Array.from({ length: PER_DAY * days }, () =>
    outcome(client.chat({ model: 'gemini/flash', messages: [message] })),
  );
  await clock.advance(days * DAY_MS);
  for (const call of calls) expect(await call).toHaveProperty('value');
  await client.close();
  return { asked: provider.requests.map(({ at }) => at), turns, refused };
}

const CHANGES = [
  ['when the clocks go forward', '2026-03-03T20:00:00Z', '2026-03-09T07:00:00.000Z'],
  ['when the clocks go back', '2026-10-27T20:00:00Z', '2026-11-02T08:00:00.000Z'],
] as const;

const iso = (at: number | undefined): string => new Date(at ?? 0).toISOString();

describe('the day of a quota is over at midnight of the Pacific coast', () => {
  it.each(CHANGES)('where a client has learnt to count it, %s, too', async (_when, startsAt, turn) => {
    const { asked, refused, turns } = await work(startsAt, 9);
    const at = Date.parse(turn);
    // The day before was counted out: nobody had to be refused, and nobody asked before or after its end.
    expect(refused.filter((one) => one > at - 22 * HOUR_MS && one < at)).toEqual([]);
    expect(iso(asked.find((one) => one > at - 22 * HOUR_MS))).toBe(turn);
    expect(new Set(asked)).toEqual(new Set([Date.parse(startsAt), ...turns.slice(0, -1)]));
  });

  it.each(CHANGES)('where the options tell it, %s, too', async (_when, startsAt, turn) => {
    const { asked, refused } = await work(startsAt, 9, { requestsPerDay: PER_DAY });
    expect(refused).toEqual([]);
    expect(asked.map(iso)).toContain(turn);
    expect(new Set(asked).size).toBe(9);
  });
});
