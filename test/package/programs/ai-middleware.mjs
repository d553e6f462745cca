// The AI SDK's own functions over a model with the middleware: a Retry-After of 64 minutes, a cut stream, an abort, tools
// over several steps, objects, embeddings; and no retry of its own on top.
import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import {
  embedMany,
  generateText,
  Output,
  stepCountIs,
  streamText,
  tool,
  wrapEmbeddingModel,
  wrapLanguageModel,
} from 'ai';
import { createRetryController, isLlmError } from 'llm-resilience';
import { embeddingModelMiddleware, languageModelMiddleware } from 'llm-resilience/ai-sdk';
import { scaledClock, simulatedAnswer, startProviderSimulator } from 'llm-resilience/testing';
import { z } from 'zod';

const clock = scaledClock(4_000);
const words = ['dusk', 'dawn'];
/** Asks for both words at once, then says what it was told. */
function answer({ tools, messages, schema, lastUserMessage }) {
  const told = messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
  if (schema !== undefined) return '{"title":"Dusk"}';
  if (tools.length === 0) return simulatedAnswer(lastUserMessage);
  if (told.length > 0) return told.join(' ');
  return { toolCalls: words.map((word) => ({ name: 'lookUp', arguments: { word } })) };
}
const simulator = await startProviderSimulator({ clock, answer });
// On a clock that runs so fast, a pause of this machine would look like one of the provider.
const timeouts = { firstToken: false, idle: false, answer: false };
const controller = createRetryController({ clock, timeouts });
const waits = [];
controller.on('wait-start', (wait) => waits.push(wait.remainingMs));
const provider = createOpenAI({ baseURL: simulator.baseURL.openai, apiKey: 'sk-test-0000000000' });
const model = wrapLanguageModel({ model: provider.chat('any'), middleware: languageModelMiddleware(controller) });
const prompt = 'The lamp went out, and nobody spoke.';
const limit = { type: 'status', status: 429, headers: { 'retry-after': '3832' } };

simulator.addFault({ ...limit, times: 1 });
const started = clock.now();
assert.equal((await generateText({ model, prompt })).text, simulatedAnswer(prompt));
assert.ok(clock.now() - started >= 3_832_000);
assert.equal(waits.length, 1);
assert.equal(simulator.requests.length, 2);

simulator.addFault({ type: 'cut-stream', afterChunks: 0, times: 1 });
assert.equal(await streamText({ model, prompt }).text, simulatedAnswer(prompt));
assert.equal(simulator.requests.length, 4);

simulator.addFault({ type: 'cut-stream', afterChunks: 2, times: 1 });
const errors = [];
for await (const part of streamText({ model, prompt, onError: () => undefined }).fullStream) {
  if (part.type === 'error') errors.push(part.error);
}
assert.equal(errors.length, 1);
assert.ok(isLlmError(errors[0]) && errors[0].kind === 'invalid-response');

const endLimit = simulator.addFault(limit);
const stop = new AbortController();
const asking = generateText({ model, prompt, abortSignal: stop.signal });
controller.once('wait-start', () => stop.abort(new Error('enough')));
await assert.rejects(asking, /enough|abort/i);
assert.equal(controller.waits().length, 0);

// Each step waits for itself; both tools of one step are called.
endLimit();
for (const gate of controller.gates()) gate.reopen();
const refuseOnce = () => simulator.addFault({ type: 'status', status: 503, times: 1 });
const lookUp = tool({
  inputSchema: z.object({ word: z.string() }),
  async execute({ word }) {
    if (word === words[0]) refuseOnce();
    return word.toUpperCase();
  },
});
const withTools = { model, prompt, tools: { lookUp }, stopWhen: stepCountIs(3) };
let before = simulator.requests.length;
refuseOnce();
const generated = await generateText(withTools);
assert.deepEqual([generated.text, generated.steps.length], ['DUSK DAWN', 2]);
refuseOnce();
const streamed = streamText(withTools);
assert.deepEqual([await streamed.text, (await streamed.steps).length], ['DUSK DAWN', 2]);
assert.equal(simulator.requests.length - before, 8);

refuseOnce();
const output = Output.object({ schema: z.object({ title: z.string() }) });
assert.deepEqual((await generateText({ model, prompt, output })).output, { title: 'Dusk' });

refuseOnce();
const embedding = wrapEmbeddingModel({
  model: provider.embedding('any'),
  middleware: embeddingModelMiddleware(controller),
});
assert.equal((await embedMany({ model: embedding, values: words })).embeddings.length, 2);

// Five requests are this library's; the AI SDK's own three rounds would make fifteen of them.
before = simulator.requests.length;
simulator.addFault({ type: 'status', status: 500 });
await assert.rejects(generateText({ model, prompt }), (error) => isLlmError(error) && error.kind === 'server-error');
assert.equal(simulator.requests.length - before, 5);

await controller.close();
await simulator.close();
console.log('ai: tools over several steps, objects and embeddings after refusals, no retries on top');
console.log('ai: 64 minutes waited for, a cut stream begun again or told, an abort at once');
