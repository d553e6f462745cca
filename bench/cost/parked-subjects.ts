import { createOpenAI } from '@ai-sdk/openai';
import { generateText } from 'ai';
import { ConstantBackoff, handleAll, retry } from 'cockatiel';
import OpenAI from 'openai';
import pRetry from 'p-retry';
import { systemClock } from '../../src/core/clock.js';
import { refusingFetch, ROOTS } from './answers.js';
import { library, openai } from './built-library.js';

/** One way to wait for a limit. */
export interface ParkedSubject {
  readonly id: string;
  readonly title: string;
  start(): (signal: AbortSignal) => Promise<unknown>;
}

const HOUR_MS = 3_600_000;
const MESSAGES = [{ role: 'user' as const, content: 'The lamp went out.' }];
const refused = async (): Promise<never> => {
  throw new Error('429 Rate limit reached');
};

/** Peers are told to wait as long as the limit lasts, where they can be told. */
export const PARKED_SUBJECTS: readonly ParkedSubject[] = [
  {
    id: 'llm-resilience',
    title: '**llm-resilience**, `chat()`',
    start() {
      const client = library.createClient({ providers: [openai({ baseURL: ROOTS.openai, apiKey: 'key' })] });
      return (signal) => client.chat({ model: 'openai/m', messages: MESSAGES, signal });
    },
  },
  {
    id: 'loop',
    title: 'a loop of one’s own over a function',
    start: () => async (signal) => {
      for (;;) {
        try {
          return await refused();
        } catch {
          await systemClock.sleep(HOUR_MS, { signal });
        }
      }
    },
  },
  {
    id: 'p-retry',
    title: 'p-retry 7 over a function',
    start: () => (signal) => pRetry(refused, { retries: 10, minTimeout: HOUR_MS, signal }),
  },
  {
    id: 'cockatiel',
    title: 'cockatiel 3 over a function',
    start() {
      const policy = retry(handleAll, { maxAttempts: 10, backoff: new ConstantBackoff(HOUR_MS) });
      return (signal) => policy.execute(refused, signal);
    },
  },
  {
    id: 'openai-sdk',
    title: 'OpenAI SDK 6',
    start() {
      const sdk = new OpenAI({
        apiKey: 'key',
        baseURL: ROOTS.openai,
        fetch: refusingFetch,
        maxRetries: 10,
        logLevel: 'off',
      });
      return (signal) => sdk.chat.completions.create({ model: 'm', messages: MESSAGES }, { signal });
    },
  },
  {
    id: 'ai-sdk',
    title: 'AI SDK 6',
    start() {
      const model = createOpenAI({ apiKey: 'key', baseURL: ROOTS.openai, fetch: refusingFetch }).chat('m');
      return (abortSignal) => generateText({ model, prompt: 'The lamp went out.', maxRetries: 10, abortSignal });
    },
  },
];
