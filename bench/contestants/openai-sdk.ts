import OpenAI from 'openai';
import { TELLS_NOTHING, type Contestant } from '../harness/contestant.js';
import { keyTurns } from './key-turns.js';

/** The OpenAI SDK's own retries, ten instead of its two; the text is taken as its documentation takes it. */
export const openaiSdk: Contestant = {
  id: 'openai-sdk',
  title: 'OpenAI SDK 6, maxRetries 10',
  formats: ['openai'],
  async start(arena) {
    const nextKey = keyTurns(arena);
    const clientOf = (apiKey: string): OpenAI =>
      new OpenAI({
        apiKey,
        baseURL: arena.baseURL,
        fetch: arena.fetch,
        maxRetries: 10,
        timeout: arena.trial.timeoutMs ?? 600_000,
        logLevel: 'off',
      });
    const clients = new Map(arena.trial.keys.map(({ key }) => [key, clientOf(key)]));
    return {
      async call(job, signal) {
        const client = clients.get(nextKey() ?? '') ?? clientOf('none');
        const body = {
          model: job.model,
          messages: [{ role: 'user', content: job.prompt }],
          ...(job.maxOutputTokens === undefined ? {} : { max_completion_tokens: job.maxOutputTokens }),
        } satisfies OpenAI.ChatCompletionCreateParams;
        if (!job.stream) {
          const completion = await client.chat.completions.create(body, { signal });
          return completion.choices[0]?.message.content ?? '';
        }
        let text = '';
        const stream = await client.chat.completions.create({ ...body, stream: true }, { signal });
        for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
        return text;
      },
      told: TELLS_NOTHING,
      close: () => Promise.resolve(),
    };
  },
};
