import { describe, expect, it } from 'vitest';
import { stop } from '../../src/core/policy.js';
import type { ProviderReply } from '../../src/core/provider.js';
import { many, times } from '../support/paced-requests.js';
import { outcome, scenario, type Step } from '../support/scenario.js';
import { ok, respond } from '../support/scripted-provider.js';

describe('concurrency', () => {
  it('is lowered for want of capacity, and told', async () => {
    const tooMany = respond(429, { error: 'too many concurrent requests' });
    const { chat, client, clock } = scenario([tooMany, tooMany, tooMany, tooMany, ok()], { concurrency: 4 });
    const all = Promise.all(many(4, () => chat()));
    await clock.advance(0);
    expect(client.limits()[0]?.concurrency).toMatchObject({ most: 4, limit: 2 });
    await clock.advance(120_000);
    await all;
    await Promise.all(many(20, () => chat()));
    expect(client.limits()[0]?.concurrency).toMatchObject({ most: 4, limit: 4 });
  });
});

describe('a refusal for too many at the same time', () => {
  const tooMany = respond(429, { error: 'too many concurrent requests' });

  /** Answers when the test says so. */
  const held = (): { readonly step: Step; release(): void } => {
    const waiting: (() => void)[] = [];
    return {
      step: (request, attempt) =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve(ok()(request, attempt) as Promise<ProviderReply>);
          });
        }),
      release() {
        for (const answer of waiting.splice(0)) answer();
      },
    };
  };

  it('lets the call go when another one ends, with no clock to wait for and no closed gate', async () => {
    const { step, release } = held();
    const { chat, client, clock, provider } = scenario([step, step, tooMany, ok()], { concurrency: 3 });
    const all = Promise.all(many(3, () => chat()));
    await clock.advance(0);
    expect(client.gates()).toEqual([]);
    expect(client.limits()[0]?.concurrency).toMatchObject({ most: 3, limit: 2, underWay: 2, queued: 1 });
    expect(provider.requests).toHaveLength(3);
    release();
    await clock.advance(0);
    await all;
    expect(times(provider)).toEqual([0, 0, 0, 0]);
  });

  it('that states when to come back is waited for until then', async () => {
    const stated = respond(429, { error: 'too many concurrent requests' }, { 'retry-after': '20' });
    const { step, release } = held();
    const { chat, clock, provider } = scenario([step, stated, ok()], { concurrency: 2 });
    const all = Promise.all(many(2, () => chat()));
    await clock.advance(0);
    release();
    await clock.advance(30_000);
    await all;
    expect(times(provider)[2]).toBeGreaterThanOrEqual(20_000);
  });

  it('ends a call whose policy says so', async () => {
    const { step, release } = held();
    const policies = { 'concurrency-limit': stop() };
    const { chat, clock, provider } = scenario([step, tooMany, ok()], { concurrency: 2, policies });
    const all = Promise.all(many(2, () => outcome(chat())));
    await clock.advance(0);
    release();
    await clock.advance(0);
    expect((await all)[1]).toMatchObject({ error: { kind: 'concurrency-limit', reason: 'stop' } });
    expect(provider.requests).toHaveLength(2);
  });
});
