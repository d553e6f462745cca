// The AI SDK's own functions over a model with the middleware: a Retry-After of 64 minutes, a cut stream, an abort.
import assert from 'node:assert/strict';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText, wrapLanguageModel } from 'ai';
import { createRetryController, isLlmError } from 'llm-resilience';
import { languageModelMiddleware } from 'llm-resilience/ai-sdk';
import { scaledClock, simulatedAnswer, startProviderSimulator } from 'llm-resilience/testing';

const clock = scaledClock(4_000);
const simulator = await startProviderSimulator({ clock });
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

simulator.addFault(limit);
const stop = new AbortController();
const asking = generateText({ model, prompt, abortSignal: stop.signal });
controller.once('wait-start', () => stop.abort(new Error('enough')));
await assert.rejects(asking, /enough|abort/i);
assert.equal(controller.waits().length, 0);

await controller.close();
await simulator.close();
console.log('ai: 64 minutes waited for, a cut stream begun again or told, an abort at once');
