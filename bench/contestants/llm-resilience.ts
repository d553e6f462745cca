import { createClient } from '../../src/client/create-client.js';
import { isLlmError } from '../../src/core/error.js';
import { untilReset } from '../../src/core/policy.js';
import type { Provider } from '../../src/core/provider.js';
import type { Policies } from '../../src/core/request.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';
import type { Arena, Contestant } from '../harness/contestant.js';

/** This library as it is installed: nobody tells it a limit, and every option but a time limit is the default. */
export const llmResilience: Contestant = {
  id: 'llm-resilience',
  title: '**llm-resilience**',
  sharesStore: true,
  formats: ['ollama', 'openai', 'gemini'],
  async start(arena) {
    const provider = createProvider(arena);
    // Loading modules takes real time, which virtual time would not wait for.
    await provider.prepare?.();
    const { timeoutMs, concurrency, patience } = arena.trial;
    const limit = timeoutMs ?? 600_000;
    const client = createClient({
      providers: [provider],
      concurrency,
      ...(arena.store === undefined ? {} : { store: arena.store }),
      ...(patience === undefined ? {} : { policies: patient(patience), maxWait: '31d' }),
      ...(timeoutMs === undefined ? {} : { timeouts: { answer: limit, firstToken: limit, idle: limit } }),
    });
    return {
      async call(job, signal) {
        const request = {
          model: `${arena.format}/${job.model}`,
          messages: [{ role: 'user' as const, content: job.prompt }],
          ...(job.maxOutputTokens === undefined ? {} : { maxOutputTokens: job.maxOutputTokens }),
          ...(signal === undefined ? {} : { signal }),
          onStreamFailure: 'restart' as const,
        };
        if (!job.stream) return (await client.chat(request)).text;
        let text = '';
        for await (const part of client.stream(request)) {
          if (part.type === 'text-delta') text += part.text;
          if (part.type === 'stream-restart') text = '';
        }
        return text;
      },
      told: (error) =>
        isLlmError(error)
          ? { window: /-limit$/.test(error.kind) ? error.kind : undefined, resetsAt: error.resetsAt }
          : { window: undefined, resetsAt: undefined },
      close: () => client.close(),
    };
  },
};

function patient(maxWait: string): Policies {
  const wait = untilReset({ maxWait });
  return { 'hourly-limit': wait, 'daily-limit': wait, 'weekly-limit': wait };
}

function createProvider({ trial, format, baseURL }: Arena): Provider {
  const apiKeys = trial.keys.map(({ key, label, project, account }) => ({
    key,
    ...(label === undefined ? {} : { label }),
    ...(project === undefined ? {} : { project }),
    ...(account === undefined ? {} : { account }),
  }));
  switch (format) {
    case 'ollama':
      return ollama({ baseURL, apiKeys });
    case 'openai':
      return openai({ baseURL, apiKeys });
    case 'gemini':
      return gemini({ baseURL, apiKeys, sdk: 'genai' });
    default:
      return format satisfies never;
  }
}
