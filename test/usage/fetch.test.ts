import { describe, expect, it } from 'vitest';
import { createRetryController } from '../../src/client/retry-controller.js';
import { resilientFetch } from '../../src/integrations/fetch/resilient-fetch.js';
import { memoryUsageStore } from '../../src/stores/memory.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { genaiPrices } from '../../src/usage/prices/genai-prices.js';
import { usageLedger } from '../../src/usage/ledger/ledger.js';
import { START } from './support/entries.js';

const NATIVE = {
  model: 'llama3.2',
  message: { content: 'Hi' },
  done: true,
  done_reason: 'stop',
  prompt_eval_count: 10,
  eval_count: 5,
};
const COMPATIBLE = {
  choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};

/** What a ledger says of one request through `resilientFetch()`. */
async function recorded(url: string, model: string) {
  const clock = manualClock(START);
  const ledger = usageLedger({ store: memoryUsageStore(), prices: genaiPrices(), flushOnExit: false, clock });
  const fetch = resilientFetch(createRetryController({ usage: ledger, clock }), {
    fetch: async () => Response.json(url.includes('/v1/') ? COMPATIBLE : NATIVE),
  });
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }], stream: false });
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  expect(response.status).toBe(200);
  await response.text();
  const { entries } = await ledger.reports.attempts();
  const { all } = await ledger.reports.summary();
  await ledger.close();
  return { cost: entries[0]?.costNanoUsd, source: entries[0]?.costSource, unpriced: all.unpricedRequests };
}

describe('the cost of a request through resilientFetch()', () => {
  it.each([
    ['of the daemon of Ollama on this machine', 'http://127.0.0.1:11434/api/chat'],
    ['of its endpoint that is like OpenAI’s', 'http://localhost:11434/v1/chat/completions'],
  ])('is 0 for a model %s, and says that it is free', async (_, url) => {
    expect(await recorded(url, 'llama3.2')).toEqual({ cost: 0, source: 'free', unpriced: 0 });
  });

  it.each([
    ['that the daemon passes on to the cloud', 'http://127.0.0.1:11434/api/chat', 'kimi-k2:1t-cloud'],
    ['of Ollama’s cloud', 'https://ollama.com/api/chat', 'kimi-k2:1t'],
  ])('is unknown for a model %s', async (_, url, model) => {
    expect(await recorded(url, model)).toEqual({ cost: undefined, source: undefined, unpriced: 1 });
  });
});
