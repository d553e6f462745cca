import { createOpenAI } from '@ai-sdk/openai';
import {
  embed,
  generateObject,
  generateText,
  stepCountIs,
  streamText,
  tool,
  wrapEmbeddingModel,
  wrapLanguageModel,
} from 'ai';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { createRetryController, type RetryController } from '../../src/client/retry-controller.js';
import { isLlmError } from '../../src/core/error.js';
import { embeddingModelMiddleware, languageModelMiddleware } from '../../src/integrations/ai-sdk/index.js';
import { resilientFetch } from '../../src/integrations/fetch/index.js';
import { manualClock, type ManualClock } from '../../src/testing/manual-clock.js';
import { scaledClock } from '../../src/testing/scaled-clock.js';
import { startScriptedServer, type ScriptedServer } from '../../src/testing/scripted-server.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import type { ProviderSimulator } from '../../src/testing/simulator/provider-simulator.js';
import { simulatedAnswer } from '../../src/testing/simulator/simulated-answer.js';
import { startProviderSimulator } from '../../src/testing/simulator/start-provider-simulator.js';

let clock: ManualClock;
let simulator: ProviderSimulator;
let controller: RetryController;

beforeEach(async () => {
  clock = manualClock();
  simulator = await startProviderSimulator({ clock, random: seededRandom(1) });
  controller = createRetryController({ clock, random: seededRandom(1) });
});
afterEach(async () => {
  await controller.close();
  await simulator.close();
});

const provider = (baseURL = simulator.baseURL.openai) => createOpenAI({ baseURL, apiKey: 'sk-test-0000000000' });
const model = () =>
  wrapLanguageModel({ model: provider().chat('gpt-x'), middleware: languageModelMiddleware(controller) });
const LIMIT = { type: 'status', status: 429, headers: { 'retry-after': '3832' } } as const;
const PROMPT = 'The lamp went out.';

/** Lets time pass until a promise has settled. */
async function settle<Value>(promise: PromiseLike<Value>, stepMs = 1_000): Promise<Value> {
  let isOver = false;
  const watched = Promise.resolve(promise).finally(() => {
    isOver = true;
  });
  watched.catch(() => undefined);
  for (let step = 0; step < 10_000 && !isOver; step += 1) await clock.advance(stepMs);
  return watched;
}

/** All parts of a stream. */
async function partsOf(
  stream: AsyncIterable<{ type: string; error?: unknown }>,
): Promise<{ type: string; error?: unknown }[]> {
  const parts: { type: string; error?: unknown }[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

describe('generateText', () => {
  it('waits 64 minutes for a Retry-After of 3832 s, and shows it as events', async () => {
    simulator.addFault({ ...LIMIT, times: 1 });
    let ticks = 0;
    controller.on('wait-tick', () => (ticks += 1));
    const asking = generateText({ model: model(), prompt: PROMPT });
    await clock.advance(3_831_999);
    expect(simulator.requests.length).toBe(1);
    expect(controller.waits()[0]).toMatchObject({
      kind: 'hourly-limit',
      provider: 'openai',
      model: 'gpt-x',
      remainingMs: 1,
    });
    await clock.advance(1);
    expect((await asking).text).toBe(simulatedAnswer(PROMPT));
    expect(ticks).toBe(64);
    expect(simulator.requests.length).toBe(2);
  });

  it('does the same on a clock that runs fast', { timeout: 30_000 }, async () => {
    const fast = scaledClock(2_000);
    // A pause of this machine would look like one of the provider.
    const quick = createRetryController({ clock: fast, timeouts: { answer: false } });
    simulator.addFault({ ...LIMIT, times: 1 });
    const started = fast.now();
    const wrapped = wrapLanguageModel({ model: provider().chat('m'), middleware: languageModelMiddleware(quick) });
    expect((await generateText({ model: wrapped, prompt: PROMPT })).text).toBe(simulatedAnswer(PROMPT));
    expect(fast.now() - started).toBeGreaterThanOrEqual(3_832_000);
    await quick.close();
  });

  it('is cancelled at once in the middle of the wait', async () => {
    simulator.addFault(LIMIT);
    const stop = new AbortController();
    const asking = generateText({ model: model(), prompt: PROMPT, abortSignal: stop.signal });
    const settled = vi.fn();
    asking.catch(settled);
    await clock.advance(60_000);
    stop.abort(new Error('enough'));
    await expect(asking).rejects.toThrow('enough');
    expect([simulator.requests.length, controller.waits().length, clock.pending]).toEqual([1, 0, 0]);
  });

  it('fails with an LlmError after which the AI SDK does not ask again', async () => {
    simulator.addFault({ type: 'status', status: 401, body: { error: { message: 'no', code: 'invalid_api_key' } } });
    const error = await settle(generateText({ model: model(), prompt: PROMPT })).catch((thrown: unknown) => thrown);
    expect(isLlmError(error) && error.kind).toBe('authentication');
    expect(simulator.requests.length).toBe(1);
  });

  it('asks again for an answer that is none: half of its JSON, an error inside HTTP 200, no text', async () => {
    simulator.addFault({ type: 'broken-json', times: 1 });
    simulator.addFault({ type: 'error-in-200', times: 1, body: { error: { message: 'Internal error', code: 500 } } });
    expect((await settle(generateText({ model: model(), prompt: PROMPT }))).text).toBe(simulatedAnswer(PROMPT));
    expect(simulator.requests.length).toBe(3);
    simulator.addFault({ type: 'empty', times: 1 });
    expect((await settle(generateText({ model: model(), prompt: PROMPT }))).text).toBe(simulatedAnswer(PROMPT));
    expect(simulator.requests.length).toBe(5);
  });

  it('leaves the waiting to a resilient fetch below, where there is one', async () => {
    simulator.addFault({ type: 'status', status: 500 });
    const fetch = resilientFetch({ clock, provider: 'openai' });
    const inner = createOpenAI({ baseURL: simulator.baseURL.openai, apiKey: 'sk-test-0000000000', fetch }).chat('m');
    const wrapped = wrapLanguageModel({ model: inner, middleware: languageModelMiddleware(controller) });
    const error = await settle(generateText({ model: wrapped, prompt: PROMPT })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'LlmError', kind: 'server-error' });
    expect(simulator.requests.length).toBe(5);
    await fetch.close();
  });
});

describe('streamText', () => {
  it('waits, and begins again what breaks before its first content', async () => {
    simulator.addFault({ ...LIMIT, times: 1 });
    simulator.addFault({ type: 'cut-stream', afterChunks: 0, at: 2 });
    const onError = vi.fn();
    const result = streamText({ model: model(), prompt: PROMPT, onError });
    expect(await settle(result.text, 60_000)).toBe(simulatedAnswer(PROMPT));
    expect(onError).not.toHaveBeenCalled();
    expect(simulator.requests.length).toBe(3);
  });

  it('ends with an error, and no plain end, where it is cut after its first content', async () => {
    simulator.addFault({ type: 'cut-stream', afterChunks: 3 });
    const onError = vi.fn();
    const result = streamText({ model: model(), prompt: PROMPT, onError });
    const parts = await settle(partsOf(result.fullStream));
    expect(parts.filter(({ type }) => type === 'error').map(({ error }) => (error as { kind?: string }).kind)).toEqual([
      'invalid-response',
    ]);
    expect(onError).toHaveBeenCalledTimes(1);
    expect(simulator.requests.length).toBe(1);
  });

  it('ends with an error where it stalls', async () => {
    simulator.addFault({ type: 'stall', afterChunks: 3 });
    const result = streamText({ model: model(), prompt: PROMPT, onError: () => undefined });
    const parts = await settle(partsOf(result.fullStream));
    expect(parts.find(({ type }) => type === 'error')?.error).toMatchObject({ kind: 'timeout' });
  });

  it('is cancelled at once while it waits', async () => {
    simulator.addFault(LIMIT);
    const stop = new AbortController();
    const result = streamText({ model: model(), prompt: PROMPT, abortSignal: stop.signal, onError: () => undefined });
    const reading = partsOf(result.fullStream);
    await clock.advance(60_000);
    expect(controller.waits().length).toBe(1);
    stop.abort();
    await reading.catch(() => undefined);
    expect([simulator.requests.length, controller.waits().length]).toEqual([1, 0]);
  });
});

describe('what the AI SDK builds on a model', () => {
  let server: ScriptedServer;
  beforeEach(async () => {
    server = await startScriptedServer();
  });
  afterEach(() => server.close());

  const wrapped = () =>
    wrapLanguageModel({
      model: provider(`${server.url}/v1`).chat('gpt-x'),
      middleware: languageModelMiddleware(controller),
    });
  const completion = (message: object, reason = 'stop') =>
    JSON.stringify({
      id: 'c1',
      created: 1,
      model: 'gpt-x',
      choices: [{ index: 0, message: { role: 'assistant', content: null, ...message }, finish_reason: reason }],
      usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
    });

  /** Answers with these, after one refusal each. */
  function answerAfterRefusals(...answers: readonly string[]): void {
    const left = answers.flatMap((answer) => [undefined, answer]);
    server.answer((response) => {
      const answer = left.shift();
      if (answer === undefined)
        response.writeHead(429, { 'retry-after': '30' }).end('{"error":{"message":"slow down"}}');
      else response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
    });
  }

  it('works with objects', async () => {
    answerAfterRefusals(completion({ content: '{"title":"Dusk"}' }));
    const schema = z.object({ title: z.string() });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- people use it, so that it has to work
    const { object } = await settle(generateObject({ model: wrapped(), schema, prompt: PROMPT }), 5_000);
    expect(object).toEqual({ title: 'Dusk' });
  });

  it('works with tools over several steps, each of which waits for itself', async () => {
    const call = { id: 't1', type: 'function', function: { name: 'lookUp', arguments: '{"word":"dusk"}' } };
    answerAfterRefusals(completion({ tool_calls: [call] }, 'tool_calls'), completion({ content: 'Dämmerung' }));
    const execute = vi.fn(async ({ word }: { word: string }) => `${word}: Dämmerung`);
    const asking = generateText({
      model: wrapped(),
      prompt: PROMPT,
      tools: { lookUp: tool({ inputSchema: z.object({ word: z.string() }), execute }) },
      stopWhen: stepCountIs(3),
    });
    const { text, steps } = await settle(asking, 5_000);
    expect([text, steps.length, execute.mock.calls.length, server.requests.length]).toEqual(['Dämmerung', 2, 1, 4]);
  });

  it('works with embeddings', async () => {
    answerAfterRefusals(JSON.stringify({ data: [{ embedding: [0.5, 1] }], usage: { prompt_tokens: 2 } }));
    const embedding = wrapEmbeddingModel({
      model: provider(`${server.url}/v1`).embedding('e'),
      middleware: embeddingModelMiddleware(controller),
    });
    const usages: unknown[] = [];
    controller.on('attempt-success', ({ usage }) => usages.push(usage.inputTokens));
    const result = await settle(embed({ model: embedding, value: 'dusk' }), 5_000);
    expect([result.embedding, usages, server.requests.length]).toEqual([[0.5, 1], [2], 2]);
  });
});
