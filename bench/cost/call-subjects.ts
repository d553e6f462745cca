import { createOpenAI } from '@ai-sdk/openai';
import { GoogleGenAI } from '@google/genai';
import { generateText } from 'ai';
import { circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleAll, retry, wrap } from 'cockatiel';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import pRetry from 'p-retry';
import type { Answers } from './answers.js';
import { gemini, library, ollama, openai } from './built-library.js';

/** One way to make a successful call. */
export interface CallSubject {
  readonly id: string;
  readonly title: string;
  /** What its cost is counted over. */
  readonly over: string | undefined;
  readonly call: () => Promise<unknown>;
}

const PROMPT = 'The lamp went out, and nobody spoke.';
const MESSAGES = [{ role: 'user' as const, content: PROMPT }];
const SYSTEM = 'Translate into German.';
const answer = { text: 'done' };
const bare = async (): Promise<unknown> => answer;

/** All that are measured in one run, over the same answers. */
export function callSubjects({ roots, fetch }: Answers): readonly CallSubject[] {
  const ollamaSdk = new Ollama({ host: roots.ollama, fetch });
  const openaiSdk = new OpenAI({ apiKey: 'key', baseURL: roots.openai, fetch, maxRetries: 0 });
  const geminiSdk = new GoogleGenAI({ apiKey: 'key', vertexai: false, httpOptions: { baseUrl: roots.gemini } });
  const aiModel = createOpenAI({ apiKey: 'key', baseURL: roots.openai, fetch }).chat('m');
  const client = library.createClient({
    providers: [
      ollama({ baseURL: roots.ollama, apiKey: 'key' }),
      openai({ baseURL: roots.openai, apiKey: 'key' }),
      gemini({ baseURL: roots.gemini, apiKey: 'key', sdk: 'genai' }),
    ],
  });
  const controller = library.createRetryController({});
  const context = { provider: 'any', model: 'm' };
  const policy = wrap(
    retry(handleAll, { maxAttempts: 10, backoff: new ExponentialBackoff() }),
    circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
  );
  const chat = (model: string) => () => client.chat({ model, messages: MESSAGES });
  return [
    { id: 'function', title: 'a bare async function', over: undefined, call: bare },
    {
      id: 'run',
      title: '**llm-resilience**, `run()` of a function',
      over: 'function',
      call: () => controller.run(bare, context),
    },
    { id: 'cockatiel', title: 'cockatiel 3, of a function', over: 'function', call: () => policy.execute(bare) },
    { id: 'p-retry', title: 'p-retry 7, of a function', over: 'function', call: () => pRetry(bare, { retries: 10 }) },
    {
      id: 'ollama',
      title: 'Ollama SDK',
      over: undefined,
      call: async () => {
        let text = '';
        const stream = await ollamaSdk.chat({ model: 'm', messages: MESSAGES, stream: true });
        for await (const part of stream) text += part.message.content;
        return text;
      },
    },
    { id: 'chat-ollama', title: '**llm-resilience**, Ollama', over: 'ollama', call: chat('ollama/m') },
    {
      id: 'openai',
      title: 'OpenAI SDK',
      over: undefined,
      call: () => openaiSdk.chat.completions.create({ model: 'm', messages: MESSAGES }),
    },
    { id: 'chat-openai', title: '**llm-resilience**, OpenAI', over: 'openai', call: chat('openai/m') },
    {
      id: 'ai-sdk',
      title: 'AI SDK 6, OpenAI',
      over: 'openai',
      call: () => generateText({ model: aiModel, prompt: PROMPT }),
    },
    {
      id: 'gemini',
      title: 'Gemini SDK',
      over: undefined,
      call: () => geminiSdk.models.generateContent({ model: 'm', contents: PROMPT }),
    },
    { id: 'chat-gemini', title: '**llm-resilience**, Gemini', over: 'gemini', call: chat('gemini/m') },
    // As translators ask: for any `config` the SDK itself does more.
    {
      id: 'gemini-system',
      title: 'Gemini SDK, with a system instruction',
      over: undefined,
      call: () =>
        geminiSdk.models.generateContent({ model: 'm', contents: PROMPT, config: { systemInstruction: SYSTEM } }),
    },
    {
      id: 'chat-gemini-system',
      title: '**llm-resilience**, Gemini, with a system message',
      over: 'gemini-system',
      call: () => client.chat({ model: 'gemini/m', messages: [{ role: 'system', content: SYSTEM }, ...MESSAGES] }),
    },
  ];
}
