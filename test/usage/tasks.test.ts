import { describe, expect, it } from 'vitest';
import type { ProviderModelPage } from '../../src/core/model-info.js';
import { memoryUsageStore } from '../../src/stores/memory.js';
import { outcome } from '../support/scenario.js';
import { ok } from '../support/scripted-provider.js';
import { ledgerScenario } from './support/ledger-scenario.js';

describe('a task of run()', () => {
  it('costs what it says it used, where it fails, too', async () => {
    const { client, ledger } = ledgerScenario([ok()]);
    const context = { provider: 'ollama', model: 'kimi' };
    await client.run(async ({ used }) => {
      used({ inputTokens: 10 });
      used({ inputTokens: 20, outputTokens: 5 });
    }, context);
    const failing = async ({ used }: { used(usage: object): void }): Promise<never> => {
      used({ inputTokens: 100, outputTokens: 0 });
      throw new Error('Half of it is missing.');
    };
    const { error } = await outcome(client.run(failing, { ...context, retry: false }));
    expect(error).toMatchObject({ cause: { message: 'Half of it is missing.' } });
    const { entries } = await ledger.reports.attempts();
    expect(entries.map((entry) => [entry.outcome, entry.inputTokens, entry.outputTokens, entry.costNanoUsd])).toEqual([
      ['failure', 100, 0, 100_000_000],
      ['success', 30, 5, 40_000_000],
    ]);
  });

  it('is no request of its own where it makes calls of the same client', async () => {
    const { client, chat, ledger, provider } = ledgerScenario([ok()]);
    await client.run(async () => chat(), { provider: 'job', model: 'translate' });
    const { all } = await ledger.reports.summary();
    expect(all).toMatchObject({ requests: 1, calls: 2, untoldRequests: 0, unpricedRequests: 0, costUsd: 0.02 });
    expect(provider.requests).toHaveLength(1);
  });

  it('holds nothing of a budget that its own calls need', async () => {
    const { client, chat, provider } = ledgerScenario([ok()], { ledger: { budgets: [{ requests: 2 }] } });
    const job = () => client.run(async () => chat(), { provider: 'job', model: 'translate', retry: false });
    const ended = await Promise.all([outcome(job()), outcome(job()), outcome(job())]);
    expect(ended.filter(({ error }) => error === undefined)).toHaveLength(2);
    expect(ended.find(({ error }) => error !== undefined)?.error).toMatchObject({ kind: 'quota-exhausted' });
    expect(provider.requests).toHaveLength(2);
  });
});

describe('a list of models', () => {
  it('costs nothing, and no budget asks for its price', async () => {
    const listed = async (): Promise<ProviderModelPage> => ({ models: [{ model: 'kimi', raw: {} }] });
    const { client, ledger, provider, told } = ledgerScenario([ok()], {
      store: memoryUsageStore(),
      ledger: { prices: { costOf: () => undefined }, budgets: [{ usd: 1, unpriced: 'stop' }] },
    });
    Object.assign(provider, { listModels: listed });
    await client.models();
    expect(told).toEqual([]);
    expect((await ledger.reports.summary()).all).toMatchObject({ requests: 1, costUsd: 0, unpricedRequests: 0 });
    expect((await ledger.reports.attempts()).entries).toMatchObject([{ costSource: 'free', costNanoUsd: 0 }]);
  });
});
