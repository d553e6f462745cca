/**
 * Calls that a program makes already, each in one run(): the same waits, keys and events around any SDK.
 *
 * Run it: npx tsx examples/around-sdk-calls.ts
 */
import { ChatOpenAI } from '@langchain/openai';
import { GoogleGenAI } from '@google/genai';
import { GoogleGenerativeAI } from '@google/generative-ai';
import { createRetryController } from 'llm-resilience';
import { scaledClock, startProviderSimulator } from 'llm-resilience/testing';
import { Ollama } from 'ollama';
import OpenAI from 'openai';

// A server in place of the providers, in fast time: each model refuses its first call for 30 s.
const clock = scaledClock(100);
const refusal = { type: 'status', status: 429, headers: { 'retry-after': '30' }, times: 1 } as const;
const models = ['openai', 'ollama', 'genai', 'generative-ai', 'langchain'].map((sdk) => `model-of-${sdk}`);
const simulator = await startProviderSimulator({ clock, faults: models.map((model) => ({ ...refusal, model })) });
const { baseURL } = simulator;

const controller = createRetryController({ clock });
controller.on('wait-start', (wait) => console.log(wait.summary));
const content = 'Hello';
const messages = [{ role: 'user' as const, content }];

// The SDK's own retries are off: two layers that retry multiply their requests.
const openai = new OpenAI({ baseURL: baseURL.openai, apiKey: 'a-key', maxRetries: 0 });
const completion = await controller.run(
  ({ signal, model }) => openai.chat.completions.create({ model, messages }, { signal }),
  { provider: 'openai', model: 'model-of-openai' },
);
console.log(`openai: ${completion.choices[0]?.message.content}`);

// It takes no signal: its fetch can.
const chat = await controller.run(
  ({ signal, model }) =>
    new Ollama({ host: baseURL.ollama, fetch: (input, init) => fetch(input, { ...init, signal }) }).chat({
      model,
      messages,
    }),
  { provider: 'ollama', model: 'model-of-ollama' },
);
console.log(`ollama: ${chat.message.content}`);

const genai = new GoogleGenAI({ apiKey: 'a-key', httpOptions: { baseUrl: baseURL.gemini } });
const generated = await controller.run(
  ({ signal, model }) => genai.models.generateContent({ model, contents: content, config: { abortSignal: signal } }),
  { provider: 'gemini', model: 'model-of-genai' },
);
console.log(`@google/genai: ${generated.text}`);

const generativeAi = new GoogleGenerativeAI('a-key');
const { response } = await controller.run(
  ({ signal, model }) =>
    generativeAi.getGenerativeModel({ model }, { baseUrl: baseURL.gemini }).generateContent(content, { signal }),
  { provider: 'gemini', model: 'model-of-generative-ai' },
);
console.log(`@google/generative-ai: ${response.text()}`);

const langchain = new ChatOpenAI({
  model: 'model-of-langchain',
  apiKey: 'a-key',
  maxRetries: 0,
  configuration: { baseURL: baseURL.openai },
});
const answer = await controller.run(({ signal }) => langchain.invoke(content, { signal }), {
  provider: 'openai',
  model: 'model-of-langchain',
});
console.log(`LangChain: ${answer.text}`);

console.log(`${simulator.requests.length} requests`);
await controller.close();
await simulator.close();
