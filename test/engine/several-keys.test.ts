import { describe, expect, it } from 'vitest';
import { untilReset } from '../../src/core/policy.js';
import type { ChatRequest } from '../../src/core/request.js';
import { ok, rateLimit, respond, type Step } from '../support/scripted-provider.js';
import { outcome, scenario, START } from '../support/scenario.js';
import { WalledServer } from '../support/walled-server.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** One account for each name. */
function keysOf(...names: readonly string[]) {
  return names.map((name) => ({ key: name, label: name, project: name, account: name }));
}

describe('a crowd that meets new keys', () => {
  const crowdAt = (limits: Readonly<Record<string, number>>, requests = 64, options: Partial<ChatRequest> = {}) => {
    const names = Object.keys(limits);
    const servers = new Map<string | undefined, WalledServer>();
    const { chat, clock, provider } = scenario((_request, { key }) => servers.get(key)?.step ?? ok(), {
      concurrency: requests,
      provider: { keys: keysOf(...names) },
    });
    names.forEach((name, seed) => {
      const limit = limits[name] ?? 0;
      const form = { type: 'fixed', phaseMs: START % HOUR_MS } as const;
      servers.set(name, new WalledServer({ clock, form, limit, windowMs: HOUR_MS, seed }));
    });
    const replies = Array.from({ length: requests }, () => outcome(chat(options)));
    const refused = (): number => [...servers.values()].reduce((sum, server) => sum + server.refused, 0);
    return { clock, provider, replies, refused, servers };
  };

  it('costs a few refusals where each of them holds less, and each is used to its end within seconds', async () => {
    const { clock, refused, servers } = crowdAt({ a: 16, b: 16, c: 16, d: 16 });
    await clock.advance(5_000);
    expect([...servers.values()].map(({ admitted }) => admitted)).toEqual([16, 16, 16, 16]);
    // As a whole it would have met 48 at the first, 32 at the second, 16 at the third.
    expect(refused()).toBeLessThanOrEqual(8);
  });

  it('costs a few where keys that are said to be of several accounts are of one', async () => {
    const { clock, refused } = crowdAt({ a: 16, b: 0, c: 0, d: 0 });
    await clock.advance(5_000);
    expect(refused()).toBeLessThanOrEqual(20);
  });

  it('is on a key that holds it all within a second', async () => {
    const { clock, provider } = crowdAt({ a: 1_000 });
    await clock.advance(1_000);
    expect(provider.requests).toHaveLength(64);
  });

  it('goes to no key before the first listed one has refused', async () => {
    const { clock, provider } = crowdAt({ a: 1_000, b: 1_000 });
    await clock.advance(2_000);
    expect(new Set(provider.requests.map(({ key }) => key))).toEqual(new Set(['a']));
  });

  it('waits there whatever it says of limits, and uses up nothing of maxWait', async () => {
    const { clock, provider, replies } = crowdAt({ a: 1_000 }, 20, { maxWait: 1 });
    await clock.advance(HOUR_MS);
    expect((await Promise.all(replies)).filter(({ error }) => error !== undefined)).toEqual([]);
    expect(provider.requests).toHaveLength(20);
  });

  it('of eight, as many as are under way where nothing is set, does not wait at all', () => {
    const { provider } = crowdAt({ a: 1_000 }, 8);
    expect(provider.requests).toHaveLength(8);
  });
});

describe('several keys with the same limit', () => {
  /** An hour of 20 requests for each account, at so many ms past each hour, of which refusals state half of what is left. */
  const hoursOfThree = async (phases: Readonly<Record<string, number>>) => {
    const servers = new Map<string | undefined, WalledServer>();
    const { chat, clock } = scenario((_request, { key }) => servers.get(key)?.step ?? ok(), {
      concurrency: 4,
      provider: { keys: keysOf(...Object.keys(phases)) },
      policies: { 'hourly-limit': untilReset({ maxWait: '31d' }) },
    });
    Object.entries(phases).forEach(([name, phaseMs], seed) => {
      const form = { type: 'fixed', phaseMs: (START + phaseMs) % HOUR_MS } as const;
      const refusal: Step = (request, attempt) => {
        const leftMs = HOUR_MS - ((clock.now() - START - phaseMs + HOUR_MS) % HOUR_MS);
        const headers = { 'retry-after': String(Math.ceil(leftMs / 2_000)) };
        return respond(429, { error: 'you have reached your hourly usage limit' }, headers)(request, attempt);
      };
      servers.set(name, new WalledServer({ clock, form, limit: 20, windowMs: HOUR_MS, seed, refusal }));
    });
    let endedAt = Number.POSITIVE_INFINITY;
    const replies = Array.from({ length: 20 * servers.size * 3 }, () => outcome(chat()));
    const all = Promise.all(replies).then((results) => {
      endedAt = clock.now();
      return results;
    });
    for (let hour = 0; hour < 12 && endedAt === Number.POSITIVE_INFINITY; hour += 1) await clock.advance(HOUR_MS);
    expect((await all).every(({ value }) => value === 'done')).toBe(true);
    return (endedAt - START) / HOUR_MS;
  };

  it('are each used in time where their windows turn at other times', async () => {
    const apart = await hoursOfThree({ a: 10 * MINUTE_MS, b: 40 * MINUTE_MS });
    const alone = await hoursOfThree({ b: 40 * MINUTE_MS });
    expect(apart).toBeLessThan(alone + 0.25);
  });

  it('are no matter of other models, whose limits turn at times of their own', async () => {
    const openFrom: Readonly<Record<string, number>> = { first: 20 * MINUTE_MS, second: 40 * MINUTE_MS };
    const message = 'Rate limit reached for m on requests per day (RPD): Limit 200, Used 200, Requested 1.';
    const daily = respond(429, { error: { message, type: 'requests', code: 'rate_limit_exceeded' } });
    const { chat, clock, provider } = scenario(
      ({ model }) => (clock.now() - START < (openFrom[model] ?? 0) ? daily : ok()),
      { provider: { name: 'openai', keys: keysOf('a') }, policies: { 'daily-limit': untilReset() } },
    );
    const replies = [outcome(chat({ model: 'openai/first' }))];
    await clock.advance(MINUTE_MS);
    replies.push(outcome(chat({ model: 'openai/second' })));
    await clock.advance(HOUR_MS);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    const asked = provider.requests.filter(({ model }) => model === 'second').map(({ at }) => at / MINUTE_MS);
    expect(asked).toEqual([1, 16, 31, 46]);
  });

  it('end no call for what another key was told', async () => {
    // Both say too little; the call can wait for what `b` says, and not for what `a` says when it is asked again.
    let askedA = 0;
    const { chat, clock, provider } = scenario(
      (_request, { key }) => {
        if (key === 'a') return rateLimit((askedA += 1) === 1 ? 10 : 9);
        return clock.now() - START < 15_000 ? rateLimit(15) : ok('from b');
      },
      { provider: { name: 'openai', keys: keysOf('a', 'b') } },
    );
    const reply = outcome(chat({ maxWait: '17s' }));
    await clock.advance(40_000);
    expect(await reply).toEqual({ value: 'from b' });
    expect(provider.requests.map(({ key, at }) => [key, at])).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 10_000],
      ['b', 15_000],
    ]);
  });
});
