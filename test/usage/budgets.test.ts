import { describe, expect, it } from 'vitest';
import { isLlmError } from '../../src/core/error.js';
import type { UsageStore } from '../../src/core/usage-store.js';
import { memoryUsageStore } from '../../src/stores/memory.js';
import { priceTable } from '../../src/usage/prices/price-table.js';
import { outcome } from '../support/scenario.js';
import { ok, scriptedProvider } from '../support/scripted-provider.js';
import { ledgerScenario } from './support/ledger-scenario.js';

describe('a budget', () => {
  it('stops a request before it is sent, with an error that says which, how much and until when', async () => {
    const { chat, provider, told } = ledgerScenario([ok()], { ledger: { budgets: [{ per: 'day', requests: 2 }] } });
    await chat();
    await chat();
    const { error } = await outcome(chat());
    expect(provider.requests).toHaveLength(2);
    expect(
      isLlmError(error) && {
        kind: error.kind,
        reason: error.reason,
        attempts: error.attempts,
        resetsAt: error.resetsAt,
      },
    ).toEqual({
      kind: 'quota-exhausted',
      reason: 'budget',
      attempts: [],
      resetsAt: Date.UTC(2026, 2, 3),
    });
    expect((error as Error).message).toMatch(
      /^Nothing more was sent to ollama\/kimi, to stay within your budget\. The budget "day" is used up: 2 requests of 2 requests .*2026-03-03T00:00:00.000Z.*Raise the budget/,
    );
    expect(told.map(({ type }) => type)).toEqual(['budget-warning', 'budget-exceeded']);
  });

  it('begins anew with the next day of its time zone', async () => {
    const { chat, clock } = ledgerScenario([ok()], {
      ledger: { timeZone: 'America/New_York', budgets: [{ per: 'day', requests: 1 }] },
    });
    await chat();
    // 10:00 UTC is 05:00 there: 19 hours to midnight.
    await clock.advance(19 * 3_600_000 - 1);
    expect((await outcome(chat())).error).toMatchObject({ reason: 'budget' });
    await clock.advance(1);
    await chat();
  });

  it('warns at 80 %, or where it is told to, once', async () => {
    const budgets = [{ requests: 5 }, { name: 'fine', tokens: 100, warnAt: [0.25, 0.5] }];
    const { chat, told } = ledgerScenario([ok()], { ledger: { budgets } });
    for (let count = 0; count < 4; count += 1) await chat();
    expect(
      told.map((event) =>
        event.type === 'budget-warning' ? [event.budget, event.share, event.spent, event.limit] : event,
      ),
    ).toEqual([
      ['fine', 0.25, 30, 100],
      ['total', 0.8, 4, 5],
      ['fine', 0.5, 60, 100],
    ]);
  });

  it('is each one’s own: of a job, a user, a key', async () => {
    const budgets = [
      { each: 'job' as const, requests: 2 },
      { each: 'user' as const, only: 'guest', requests: 1 },
    ];
    const { chat } = ledgerScenario([ok()], { ledger: { budgets } });
    await chat({ job: 'a' });
    await chat({ job: 'a', user: 'guest' });
    expect((await outcome(chat({ job: 'a' }))).error).toMatchObject({
      message: expect.stringContaining('"job" of "a"'),
    });
    expect((await outcome(chat({ job: 'b', user: 'guest' }))).error).toMatchObject({
      message: expect.stringContaining('"guest"'),
    });
    await chat({ job: 'b', user: 'other' });
    await chat();
  });

  it('counts money, failed requests that were billed included', async () => {
    const { chat, told, provider } = ledgerScenario([ok(''), ok()], { ledger: { budgets: [{ usd: 0.05 }] } });
    // Each takes $0.02. The first are expected to by the length of their text, the third by what those before it took.
    await outcome(chat(undefined, { retry: false }));
    await chat();
    expect((await outcome(chat())).error).toMatchObject({ reason: 'budget' });
    expect(provider.requests).toHaveLength(2);
    expect(told.at(-1)).toMatchObject({ type: 'budget-exceeded', unit: 'usd', spent: 0.04, limit: 0.05 });
  });

  it('lets what is under way count: 50 calls at once do not overshoot', async () => {
    const { chat, provider, ledger } = ledgerScenario([ok()], {
      ledger: { budgets: [{ requests: 20 }] },
      client: { concurrency: 50 },
    });
    const ended = await Promise.all(Array.from({ length: 50 }, () => outcome(chat())));
    expect(provider.requests).toHaveLength(20);
    expect(ended.filter(({ error }) => error !== undefined)).toHaveLength(30);
    expect((await ledger.reports.summary()).all).toMatchObject({ requests: 20, calls: 50, failedCalls: 30 });
  });

  it('learns from one answer how long they are before it lets many go: no overshoot by long ones', async () => {
    const long = () =>
      Promise.resolve({
        text: 'x',
        usage: { inputTokens: 4, outputTokens: 2_000 },
        finishReason: 'stop' as const,
        raw: {},
      });
    const { chat, ledger } = ledgerScenario([long], {
      ledger: { budgets: [{ tokens: 8_500 }] },
      client: { concurrency: 50 },
    });
    await Promise.all(Array.from({ length: 50 }, () => outcome(chat())));
    // Before the first answer those that may be as long as they like fit twice.
    expect((await ledger.reports.summary()).all.totalTokens).toBe(4 * 2_004);
  });

  it('does not overshoot in tokens where answers are alike', async () => {
    const { chat, ledger } = ledgerScenario([ok()], {
      ledger: { budgets: [{ tokens: 300 }] },
      client: { concurrency: 50 },
    });
    await Promise.all(Array.from({ length: 50 }, () => outcome(chat())));
    const { totalTokens } = (await ledger.reports.summary()).all;
    expect(totalTokens).toBe(300);
  });

  it('knows after a restart what was spent before', async () => {
    const store = memoryUsageStore();
    const budgets = [
      { per: 'month' as const, tokens: 40 },
      { each: 'job' as const, requests: 9 },
    ];
    const first = ledgerScenario([ok()], { store, ledger: { budgets } });
    await first.chat({ job: 'a' });
    await first.chat({ job: 'a' });
    await first.ledger.close();
    const second = ledgerScenario([ok()], { store, ledger: { budgets } });
    await second.chat({ job: 'a' });
    expect((await outcome(second.chat({ job: 'a' }))).error).toMatchObject({ reason: 'budget' });
    expect(second.provider.requests).toHaveLength(1);
  });

  it('sees what another process spends', async () => {
    const store = memoryUsageStore();
    const ledger = { budgets: [{ requests: 3 }] };
    const one = ledgerScenario([ok()], { store, ledger });
    const other = ledgerScenario([ok()], { store, ledger });
    await one.chat();
    await other.chat();
    await other.clock.advance(20_000);
    await one.clock.advance(20_000);
    await one.chat();
    await one.clock.advance(20_000);
    expect((await outcome(one.chat())).error).toMatchObject({ reason: 'budget' });
  });

  it('knows at once what another process spent of the new day', async () => {
    const store = memoryUsageStore();
    const ledger = { budgets: [{ per: 'day' as const, requests: 1 }] };
    const one = ledgerScenario([ok()], { store, ledger });
    const other = ledgerScenario([ok()], { store, ledger });
    await one.chat();
    await one.clock.advance(24 * 3_600_000);
    await other.clock.advance(24 * 3_600_000);
    await other.chat();
    await other.ledger.flush();
    expect((await outcome(one.chat())).error).toMatchObject({ reason: 'budget' });
  });

  it('forgets nothing that waits to be written where its store comes back', async () => {
    const store = memoryUsageStore();
    let isBroken = true;
    const failing: UsageStore = {
      ...store,
      open: async () => (isBroken ? Promise.reject(new Error('No server.')) : []),
      write: async (entries) => (isBroken ? Promise.reject(new Error('No server.')) : store.write(entries)),
    };
    const { chat, ledger } = ledgerScenario([ok()], { store: failing, ledger: { budgets: [{ requests: 2 }] } });
    await chat();
    await chat();
    isBroken = false;
    await ledger.open();
    expect(ledger.status().buffered).toBeGreaterThan(0);
    expect((await outcome(chat())).error).toMatchObject({ reason: 'budget' });
    await ledger.flush();
    expect((await outcome(chat())).error).toMatchObject({ reason: 'budget' });
  });

  it('rotates no key, closes no gate, and goes to a fallback that it allows', async () => {
    const budgets = [{ each: 'model' as const, only: 'kimi', requests: 1 }];
    const keys = ['a', 'b'];
    const { chat, client, provider, clock } = ledgerScenario([ok()], { ledger: { budgets }, provider: { keys } });
    await chat();
    const reply = await chat(undefined, { fallbacks: ['ollama/local'] });
    expect(reply.model).toBe('local');
    expect((await outcome(chat())).error).toMatchObject({ reason: 'budget' });
    expect(client.gates()).toEqual([]);
    expect(client.keys().map(({ state }) => state)).toEqual(['open', 'open']);
    expect(provider.requests.map(({ key }) => key)).toEqual(['a', 'a']);
    await clock.advance(1);
  });

  it('lets free models pass a budget in money, and says what it can not count', async () => {
    const free = Object.assign(scriptedProvider([ok()], { name: 'own' }), { pricing: { isFree: () => true } });
    const unknown = scriptedProvider([ok()], { name: 'dear' });
    const { client, told, ledger } = ledgerScenario([ok()], {
      ledger: { budgets: [{ usd: 0.000_001 }] },
      client: { providers: [free, unknown] },
    });
    const ask = (model: string) => outcome(client.chat({ model, messages: [{ role: 'user', content: 'Hello' }] }));
    expect((await ask('own/a')).error).toBeUndefined();
    expect((await ask('dear/a')).error).toBeUndefined();
    expect((await ask('dear/a')).error).toBeUndefined();
    expect((await ask('ollama/a')).error).toMatchObject({ reason: 'budget' });
    expect(told).toMatchObject([{ type: 'unpriced-model', provider: 'dear', model: 'a' }, { type: 'budget-exceeded' }]);
    const byProvider = await ledger.reports.by('provider');
    expect(byProvider.map(({ name, costUsd }) => [name, costUsd])).toEqual([
      ['dear', undefined],
      ['own', 0],
      ['ollama', 0],
    ]);
  });

  it('stops what it can not count, where it is told to', async () => {
    const ledger = { budgets: [{ usd: 5, unpriced: 'stop' as const }], prices: priceTable({}) };
    const { chat, provider } = ledgerScenario([ok()], { ledger });
    expect((await outcome(chat())).error).toMatchObject({
      reason: 'budget',
      message: expect.stringMatching(/price of ollama\/kimi is not known/),
    });
    expect(provider.requests).toEqual([]);
  });

  it('stops no call where the store can not say what was spent, and says so', async () => {
    const broken: UsageStore = {
      ...memoryUsageStore(),
      open: async () => {
        throw new Error('It is locked.');
      },
    };
    const { chat, told } = ledgerScenario([ok()], { store: broken, ledger: { budgets: [{ requests: 1 }] } });
    await chat();
    expect(told[0]).toMatchObject({ type: 'store-problem', message: expect.stringContaining('It is locked.') });
    // What this process spends itself it still knows.
    expect((await outcome(chat())).error).toMatchObject({ reason: 'budget' });
  });

  it('gives back what an aborted call held', async () => {
    const { chat, client } = ledgerScenario([ok()], {
      ledger: { budgets: [{ requests: 1 }] },
      client: { concurrency: 1 },
    });
    client.on('attempt-start', () => {
      stop.abort();
    });
    const stop = new AbortController();
    await outcome(chat(undefined, { signal: stop.signal }));
    expect((await outcome(chat())).error).toBeUndefined();
  });

  it('foresees what a batch will use, and whether it fits', async () => {
    const budgets = [
      { per: 'day' as const, usd: 1 },
      { each: 'job' as const, requests: 50 },
    ];
    const { chat, ledger, clock } = ledgerScenario([ok()], { ledger: { budgets } });
    await chat({ job: 'book' });
    await clock.advance(1_000);
    const batch = { provider: 'ollama', model: 'kimi', job: 'book', calls: 100, inputTokens: 1_000 };
    const found = await ledger.forecast({
      ...batch,
      quotas: [
        { per: '1h', requests: 60 },
        { per: '1m', tokens: 600 },
      ],
    });
    expect(found).toMatchObject({
      calls: 100,
      requests: 100,
      inputTokens: 1_000,
      outputTokens: 500,
      costUsd: 2,
      quotaMs: 3_600_000,
    });
    expect(found.budgets).toEqual([
      { budget: 'day', unit: 'usd', left: 0.98, needed: 2, fits: false },
      { budget: 'job', unit: 'requests', left: 49, needed: 100, fits: false },
    ]);
    await expect(ledger.forecast({ ...batch, calls: 0 })).rejects.toThrow(/calls/);
    await expect(ledger.forecast({ ...batch, limits: [{}] as never })).rejects.toThrow(/limits/);
  });

  it('foresees by what the client knows of limits, and that a model of one’s own costs nothing', async () => {
    const own = Object.assign(scriptedProvider([ok()], { name: 'own', keys: ['a', { key: 'b', project: 'p' }] }), {
      pricing: { isFree: () => true },
    });
    const { client, ledger } = ledgerScenario([ok()], {
      client: { providers: [own], limits: { requestsPerHour: 30, tokensPerDay: 100_000 } },
    });
    await client.chat({ model: 'own/m', messages: [{ role: 'user', content: 'Hello' }] });
    const batch = { provider: 'own', model: 'm', calls: 150, inputTokens: 100_000, outputTokens: 50_000 };
    // Two keys of two projects: 60 requests an hour, 200,000 tokens a day.
    const limits = client.limits();
    expect(await ledger.forecast({ ...batch, limits })).toMatchObject({ costUsd: 0, quotaMs: 2 * 3_600_000 });
    expect(await ledger.forecast({ ...batch, inputTokens: 250_000, limits })).toMatchObject({ quotaMs: 86_400_000 });
  });
});
