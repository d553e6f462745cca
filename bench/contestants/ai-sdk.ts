import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import { TELLS_NOTHING, type Contestant } from '../harness/contestant.js';
import { keyTurns } from './key-turns.js';

/** The AI SDK's own retries, ten instead of its two; errors of a stream are taken from `onError`, as documented. */
export const aiSdk: Contestant = {
  id: 'ai-sdk',
  title: 'AI SDK 6, maxRetries 10',
  formats: ['openai'],
  async start(arena) {
    const nextKey = keyTurns(arena);
    const { timeoutMs } = arena.trial;
    return {
      async call(job, signal) {
        const openai = createOpenAI({ apiKey: nextKey() ?? 'none', baseURL: arena.baseURL, fetch: arena.fetch });
        const request = {
          model: openai.chat(job.model),
          prompt: job.prompt,
          maxRetries: 10,
          // Its limit is over all tries of a call; `chunkMs` is over the next piece of a stream.
          ...(timeoutMs === undefined ? {} : { timeout: { totalMs: 10 * timeoutMs, chunkMs: timeoutMs } }),
          ...(signal === undefined ? {} : { abortSignal: signal }),
          ...(job.maxOutputTokens === undefined ? {} : { maxOutputTokens: job.maxOutputTokens }),
        };
        if (!job.stream) return (await generateText(request)).text;
        let failure: { readonly error: unknown } | undefined;
        const result = streamText({
          ...request,
          onError: ({ error }) => {
            failure ??= { error };
          },
        });
        let text = '';
        for await (const delta of result.textStream) text += delta;
        if (failure !== undefined) throw failure.error;
        return text;
      },
      told: TELLS_NOTHING,
      close: () => Promise.resolve(),
    };
  },
};
