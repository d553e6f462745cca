// Compiled beside the SDKs in each of their majors: what a program of their users hands over, and gets.
import { createOpenAI } from '@ai-sdk/openai';
import { GoogleGenAI } from '@google/genai';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, wrapEmbeddingModel, wrapLanguageModel, wrapProvider } from 'ai';
import { Queue, Worker, type Job } from 'bullmq';
import { createClient, createRetryController } from 'llm-resilience';
import { embeddingModelMiddleware, languageModelMiddleware } from 'llm-resilience/ai-sdk';
import { resilientProcessor } from 'llm-resilience/bullmq';
import { findLlmError, resilientFetch, type ResilientFetch } from 'llm-resilience/fetch';
import { fileQuotaStore } from 'llm-resilience/stores/file';
import { memoryQuotaStore } from 'llm-resilience/stores/memory';
import { Ollama } from 'ollama';
import OpenAI, { AzureOpenAI } from 'openai';

const keys = { openai: ['a', { key: 'b', project: 'p' }] };
const routes = [{ baseURL: 'https://example.com/v1', provider: 'work', api: 'openai' }];
const fetch: ResilientFetch = resilientFetch({ keys, routes, onFailure: 'throw', streams: 'whole', maxWait: '6h' });
fetch.on('wait-start', (wait) => console.log(wait.remainingMs)).once('key-switch', (event) => console.log(event.keyId));
const plain: typeof globalThis.fetch = fetch;

export const sdks = [
  new OpenAI({ fetch, timeout: 2 ** 31 - 1 }),
  new AzureOpenAI({ fetch, endpoint: 'https://example.com', apiVersion: '1', apiKey: 'a-key' }),
  new GoogleGenAI({ apiKey: 'a-key', httpOptions: { fetch } }),
  new Ollama({ fetch }),
  new ChatOpenAI({ model: 'any', maxRetries: 0, timeout: 2 ** 31 - 1, configuration: { fetch } }),
  createOpenAI({ fetch }),
  plain,
];

const controller = createRetryController({ store: fileQuotaStore({ path: 'limits.json' }), maxHold: '2m' });
const openai = createOpenAI();
const middleware = languageModelMiddleware(controller);
const model = wrapLanguageModel({ model: openai.chat('any'), middleware });
export const models = [
  model,
  wrapLanguageModel({ model: openai('any'), middleware: [middleware, languageModelMiddleware({ maxWait: '6h' })] }),
  wrapProvider({ provider: openai, languageModelMiddleware: middleware }),
  wrapEmbeddingModel({ model: openai.embedding('any'), middleware: embeddingModelMiddleware(controller) }),
];
export const text = async (): Promise<string> => (await generateText({ model, prompt: 'Hello' })).text;

const client = createClient({ providers: [], store: memoryQuotaStore() });
const connection = {};
const queue = new Queue('pages', { connection });
export const worker: Worker<{ page: number }, string> = new Worker(
  'pages',
  resilientProcessor(
    async (job: Job<{ page: number }, string>) => {
      const task = async (): Promise<string> => `page ${job.data.page}`;
      return client.run(task, { provider: 'openai', model: 'any' });
    },
    { worker: () => worker },
  ),
  { connection, limiter: { max: 1_000_000, duration: 1_000 } },
);
export const other = new Worker<{ page: number }, string>(
  'pages',
  resilientProcessor(async (job) => `job ${job.id}`, { worker: () => queue }),
  { connection },
);

export function resumeAtOf(error: unknown): number | undefined {
  return findLlmError(error)?.resumeAt;
}
