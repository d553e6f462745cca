import { describe, expect, it } from 'vitest';
import type { UsageStore } from '../../src/core/usage-store.js';
import { memoryUsageStore } from '../../src/stores/memory.js';
import { usageLedger } from '../../src/usage/ledger/ledger.js';
import { outcome } from '../support/scenario.js';
import {
  hang,
  hourlyLimit,
  ok,
  rateLimit,
  respond,
  serverError,
  streaming,
  unauthorized,
} from '../support/scripted-provider.js';
import { ledgerScenario } from './support/ledger-scenario.js';

const newestFirst = async (ledger: ReturnType<typeof ledgerScenario>['ledger']) =>
  [...(await ledger.reports.attempts()).entries].reverse();

describe('a ledger', () => {
  it('writes down a request with its tokens, cost, times and labels', async () => {
    const { ledger, chat } = ledgerScenario([ok()]);
    await chat({ job: 'book', user: 7, chapter: 3 });
    const [entry] = await newestFirst(ledger);
    expect(entry).toMatchObject({
      provider: 'ollama',
      model: 'kimi',
      attempt: 1,
      outcome: 'success',
      job: 'book',
      user: '7',
    });
    expect(entry).toMatchObject({ inputTokens: 10, outputTokens: 5, costNanoUsd: 20_000_000, costSource: 'own-table' });
    expect(entry).toMatchObject({ estimated: false, finishReason: 'stop', probe: false, metadata: '{"chapter":3}' });
    const { entries: calls } = await ledger.reports.calls();
    expect(calls).toMatchObject([{ outcome: 'success', attempts: 1, job: 'book', costNanoUsd: 20_000_000 }]);
    expect(calls[0]?.callId).toBe(entry?.callId);
  });

  it('counts requests that failed, and what they waited for', async () => {
    const { ledger, clock, chat } = ledgerScenario([serverError, rateLimit(20), ok()]);
    const reply = chat();
    await clock.advance(60_000);
    await reply;
    const entries = await newestFirst(ledger);
    expect(entries.map(({ outcome, kind, attempt }) => [attempt, outcome, kind])).toEqual([
      [1, 'failure', 'server-error'],
      [2, 'failure', 'rate-limit'],
      [3, 'success', undefined],
    ]);
    expect(entries[2]?.waitedMs).toBe(20_000);
    const [call] = (await ledger.reports.calls()).entries;
    expect(call).toMatchObject({ attempts: 3, outcome: 'success' });
    expect(call?.waitedMs).toBe((entries[1]?.waitedMs ?? 0) + 20_000);
  });

  it('tells a probe, another key and a fallback', async () => {
    const keys = [
      { key: 'a', label: 'one' },
      { key: 'b', label: 'two' },
    ];
    const { ledger, clock, chat } = ledgerScenario([unauthorized, hourlyLimit, ok()], { provider: { keys } });
    const reply = chat(undefined, { fallbacks: [] });
    await clock.advance(61_000);
    await reply;
    const entries = await newestFirst(ledger);
    expect(entries.map(({ keyId, probe }) => [keyId, probe])).toEqual([
      ['one', false],
      ['two', false],
      ['two', true],
    ]);
    const byKey = await ledger.reports.by('key');
    expect(byKey.map(({ name, requests }) => [name, requests])).toEqual([
      ['two', 2],
      ['one', 1],
    ]);
  });

  it('marks what went to a fallback', async () => {
    const { ledger, chat } = ledgerScenario([respond(404, { error: "model 'kimi' not found" }), ok()]);
    await chat(undefined, { fallbacks: ['ollama/other'] });
    const entries = await newestFirst(ledger);
    expect(entries.map(({ model, fallback }) => [model, fallback])).toEqual([
      ['kimi', false],
      ['other', true],
    ]);
  });

  it('writes down a request whose call was aborted, with tokens estimated from what came', async () => {
    const { ledger, client } = ledgerScenario([streaming(['Twelve chars'], 'hang')]);
    const stop = new AbortController();
    const messages = [{ role: 'user' as const, content: 'x'.repeat(40) }];
    const reading = (async () => {
      for await (const part of client.stream({ model: 'ollama/kimi', messages, signal: stop.signal })) void part;
    })();
    const settled = outcome(reading);
    await new Promise((done) => setImmediate(done));
    stop.abort(new Error('enough'));
    expect((await settled).error).toMatchObject({ message: 'enough' });
    const [entry] = await newestFirst(ledger);
    expect(entry).toMatchObject({ outcome: 'aborted', estimated: true, inputTokens: 10, outputTokens: 3 });
    expect((await ledger.reports.calls()).entries).toMatchObject([{ outcome: 'failure', kind: 'cancelled' }]);
  });

  it('counts the tokens of an empty answer, which was billed', async () => {
    const { ledger, chat } = ledgerScenario([ok('')]);
    await outcome(chat(undefined, { retry: false }));
    expect(await newestFirst(ledger)).toMatchObject([
      { outcome: 'failure', kind: 'invalid-response', inputTokens: 10, outputTokens: 5, estimated: false },
    ]);
  });

  it('knows no cost for a model without a price, and never says 0', async () => {
    const { ledger, chat } = ledgerScenario([ok()], {
      provider: { name: 'ollama' },
      ledger: { prices: { costOf: () => undefined } },
    });
    await chat();
    const [entry] = await newestFirst(ledger);
    expect(entry).not.toHaveProperty('costNanoUsd');
    const { all } = await ledger.reports.summary();
    expect([all.costUsd, all.unpricedRequests]).toEqual([undefined, 1]);
    expect((await ledger.reports.calls()).entries[0]).not.toHaveProperty('costNanoUsd');
  });

  it('keeps neither prompts nor answers, unless asked to', async () => {
    const secret = ledgerScenario([ok('the answer')]);
    await secret.chat();
    expect(JSON.stringify(await secret.ledger.reports.attempts())).not.toMatch(/Translate|the answer/);
    const open = ledgerScenario([ok('the answer')], { ledger: { content: 'store' } });
    await open.chat();
    const [entry] = await newestFirst(open.ledger);
    expect(entry).toMatchObject({ prompt: '[{"role":"user","content":"Translate this."}]', answer: 'the answer' });
  });

  it('keeps of an image its size, and no more prompts than fit while the store does not write', async () => {
    const failing: UsageStore = { ...memoryUsageStore(), write: async () => Promise.reject(new Error('Full.')) };
    const { chat, ledger, told, store } = ledgerScenario([ok()], { store: failing, ledger: { content: 'store' } });
    const image = { type: 'image', data: new Uint8Array(3_000), mediaType: 'image/png' };
    await chat(undefined, { messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] }] });
    const long = { messages: [{ role: 'user', content: 'x'.repeat(20_000_000) }] };
    for (let count = 0; count < 4; count += 1) await chat(undefined, long);
    expect(told.map((event) => 'message' in event && event.message).join()).toContain(
      'prompts and answers are left out',
    );
    expect(ledger.status()).toMatchObject({ buffered: 10, lost: 0 });
    const written: (string | undefined)[] = [];
    const keep = async (entries: readonly { prompt?: string }[]) => {
      written.push(...entries.map(({ prompt }) => prompt));
    };
    Object.assign(store, { write: keep });
    await ledger.flush();
    expect(written[0]).toMatch(/"byteLength":3000/);
    expect(written.filter((prompt) => (prompt?.length ?? 0) > 20_000_000)).toHaveLength(2);
  });

  it('cuts a label of a megabyte, and leaves out metadata that is no JSON', async () => {
    const { ledger, chat } = ledgerScenario([ok()]);
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    await chat({ job: 'j'.repeat(1_000_000), agent: 'with \0 and \uD800', task: {}, extra: loop });
    await chat({ extra: 'x'.repeat(1_000_000) });
    const [first, second] = await newestFirst(ledger);
    expect(first?.job).toHaveLength(200);
    expect(first).toMatchObject({ agent: 'with  and \uFFFD', metadata: '{"leftOut":"no JSON"}' });
    expect(first).not.toHaveProperty('task');
    expect(second?.metadata).toMatch(/leftOut/);
  });

  it('takes a clock that jumps back', async () => {
    const { ledger, clock, chat } = ledgerScenario([ok()]);
    await chat();
    clock.jump(-86_400_000);
    await chat();
    const history = await ledger.reports.history({ days: 3 });
    expect(history.map(({ day, requests }) => [day, requests])).toEqual([
      ['2026-02-27', 0],
      ['2026-02-28', 0],
      ['2026-03-01', 1],
    ]);
    expect((await ledger.reports.summary()).all.requests).toBe(2);
  });

  it('writes in batches, at the latest after `flushEvery`', async () => {
    const store = memoryUsageStore();
    const batches: number[] = [];
    const counting: UsageStore = {
      ...store,
      write: async (entries) => {
        batches.push(entries.length);
        await store.write(entries);
      },
    };
    const { clock, chat } = ledgerScenario([ok()], { store: counting, ledger: { flushEvery: '5s', batchSize: 3 } });
    await chat();
    await clock.advance(4_999);
    expect(batches).toEqual([]);
    await clock.advance(1);
    expect(batches).toEqual([2]);
    await Promise.all([chat(), chat()]);
    await clock.advance(5_000);
    expect(batches.reduce((sum, count) => sum + count, 0)).toBe(6);
    expect(Math.max(...batches)).toBe(3);
  });

  it('lets calls go on while the store fails, writes all of it later, and tells once', async () => {
    const store = memoryUsageStore();
    let isBroken = true;
    const failing: UsageStore = {
      ...store,
      write: async (entries) => {
        if (isBroken) throw new Error('The disk is full.');
        await store.write(entries);
      },
    };
    const { clock, chat, ledger, told } = ledgerScenario([ok()], { store: failing });
    for (let count = 0; count < 5; count += 1) {
      await chat();
      await clock.advance(10_000);
    }
    expect(told).toMatchObject([{ type: 'store-problem', lost: 0 }]);
    expect(told[0]).toHaveProperty('message', expect.stringMatching(/The disk is full\. Calls go on/));
    expect(ledger.status()).toMatchObject({ buffered: 10, written: 0, problem: 'The disk is full.' });
    isBroken = false;
    await clock.advance(120_000);
    expect(ledger.status()).toMatchObject({ buffered: 0, written: 10, lost: 0, problem: undefined });
    expect((await ledger.reports.summary()).all.requests).toBe(5);
  });

  it('bounds its memory while the store fails, and counts what is lost', async () => {
    const failing: UsageStore = {
      ...memoryUsageStore(),
      open: async () => {
        throw new Error('No server.');
      },
    };
    const { chat, ledger, told } = ledgerScenario([ok()], {
      store: failing,
      ledger: { maxBuffered: 10, batchSize: 4 },
    });
    for (let count = 0; count < 10; count += 1) await chat();
    await ledger.flush();
    const { buffered, lost } = ledger.status();
    expect(buffered).toBeLessThanOrEqual(10);
    expect(buffered + lost).toBe(20);
    expect(told.at(-1)).toMatchObject({ type: 'store-problem', lost });
    await expect(ledger.open()).rejects.toThrow('No server.');
  });

  it('is of no matter to a call where it throws itself', async () => {
    const broken = {
      admit: () => {
        throw new Error('x');
      },
      withdraw: () => undefined,
      recordAttempt: () => {
        throw new Error('y');
      },
      recordCall: () => undefined,
      flush: async () => undefined,
    };
    const { chat } = ledgerScenario([ok('fine')], { client: { usage: broken } });
    expect((await chat()).text).toBe('fine');
  });

  it('writes what is left when its client or it is closed', async () => {
    const store = memoryUsageStore();
    const { client, chat, ledger, provider } = ledgerScenario([ok(), hang], { store });
    await chat();
    const late = outcome(chat());
    await new Promise((done) => setImmediate(done));
    expect(provider.requests).toHaveLength(2);
    await client.close();
    await late;
    expect((await store.sums({ by: 'all' }))[0]?.sums).toMatchObject({
      requests: 2,
      aborted: 1,
      calls: 2,
      failedCalls: 1,
    });
    await ledger.close();
  });

  it('counts tasks of run(), too', async () => {
    const { client, ledger } = ledgerScenario([ok()]);
    await client.run(async () => 1, { provider: 'own', model: 'task', metadata: { agent: 'runner' } });
    expect(await ledger.reports.by('agent')).toMatchObject([
      { name: 'runner', requests: 1, calls: 1, untoldRequests: 1 },
    ]);
  });

  it('refuses wrong options with all problems at once', () => {
    const make = () =>
      usageLedger({
        store: {},
        flushEvery: -1,
        budgets: [{ usd: -5 }, {}],
        currency: { code: 'rubel', perUsd: 0 },
      } as never);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(/store[^]*flushEvery[^]*/);
    expect(() => usageLedger({ store: memoryUsageStore(), timeZone: 'Middle/Earth', flushOnExit: false })).toThrow(
      /timeZone.*Middle\/Earth/,
    );
  });

  it('cleans up by itself, and keeps the sums', async () => {
    const { clock, chat, ledger } = ledgerScenario([ok()], { ledger: { retention: { maxAge: '1d', every: '1h' } } });
    await chat();
    await clock.advance(2 * 86_400_000);
    await chat();
    await clock.advance(10_000);
    expect((await ledger.reports.attempts()).total).toBe(1);
    expect((await ledger.reports.summary()).all.requests).toBe(2);
  });
});
