import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createClient } from '../../src/client/create-client.js';
import type { Client } from '../../src/client/client.js';
import type { ChatMessage } from '../../src/core/request.js';
import type { StreamPart } from '../../src/core/reply.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';
import { simulatedAnswer, startProviderSimulator, type ProviderSimulator } from '../../src/testing/index.js';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(500, 7)]);
const MODELS = ['ollama/gpt-oss', 'openai/gpt-5', 'genai/gemini-3-flash', 'generative-ai/gemini-3-flash'];
const SAID = 'Who is on this page?';
const messages: readonly ChatMessage[] = [{ role: 'user', content: SAID }];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const closing of open.splice(0)) await closing.close();
});

async function start(
  options: Parameters<typeof startProviderSimulator>[0] = {},
): Promise<{ readonly client: Client; readonly simulator: ProviderSimulator }> {
  const simulator = await startProviderSimulator({ chunkSize: 5, ...options });
  const apiKey = 'a-key';
  const { baseURL } = simulator;
  const client = createClient({
    providers: [
      ollama({ baseURL: baseURL.ollama }),
      openai({ baseURL: baseURL.openai, apiKey }),
      gemini({ name: 'genai', baseURL: baseURL.gemini, apiKey, sdk: 'genai' }),
      gemini({ name: 'generative-ai', baseURL: baseURL.gemini, apiKey, sdk: 'generative-ai' }),
    ],
  });
  open.push(client, simulator);
  return { client, simulator };
}

async function read(stream: AsyncIterable<StreamPart>): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return parts;
}

const Glossary = z.object({
  title: z.string(),
  entries: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('person'), name: z.string(), age: z.int().min(3).optional() }),
      z.object({ kind: z.literal('place'), name: z.string() }),
    ]),
  ),
  tone: z.enum(['dry', 'warm']).optional(),
  words: z.string().transform((text) => text.split(' ').length),
});

describe.each(MODELS)('%s', (model) => {
  test('answers what a schema asks for, whole and streamed', async () => {
    const { client, simulator } = await start();
    const request = { model, messages, output: Glossary };
    const reply = await client.chat(request);
    expect(reply.output).toMatchObject({
      title: simulatedAnswer(SAID),
      entries: [{ kind: 'person', name: simulatedAnswer(SAID), age: 3 }],
      words: 5,
    });
    const parts = await read(client.stream(request));
    expect(parts.at(-1)).toMatchObject({ type: 'finish', output: reply.output });
    // Once each: an answer that does not fit would have been asked for again.
    expect(simulator.requests).toHaveLength(2);
  });

  test('answers any JSON', async () => {
    const { client } = await start();
    expect((await client.chat({ model, messages, output: 'json' })).output).toEqual({ answer: simulatedAnswer(SAID) });
  });

  test('sees images', async () => {
    const { client, simulator } = await start({
      answer: ({ images, lastUserMessage }) => `${lastUserMessage} ${JSON.stringify(images)}`,
    });
    const reply = await client.chat({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: SAID },
            { type: 'image', data: PNG },
          ],
        },
      ],
    });
    expect(reply.text).toBe(
      `${SAID} ${JSON.stringify([{ mediaType: model.startsWith('ollama') ? undefined : 'image/png', bytes: 508 }])}`,
    );
    const logged = JSON.stringify(simulator.requests[0]?.body);
    expect(logged).toContain('508 bytes]');
    expect(logged).not.toContain(PNG.toString('base64').slice(20, 60));
  });

  test('calls tools, whole and streamed, and takes their results', async () => {
    const { client, simulator } = await start({
      answer: ({ messages: said, tools }) =>
        said.at(-1)?.content === SAID
          ? {
              text: 'Let me look. ',
              toolCalls: [
                { name: tools[0]!.name, arguments: { word: 'Fluss', deep: { n: [1, 2] } } },
                { name: tools[0]!.name, arguments: {} },
              ],
            }
          : 'A river.',
    });
    const tools = [{ name: 'look', description: 'Looks a word up.', parameters: z.object({ word: z.string() }) }];
    const reply = await client.chat({ model, messages, tools });
    expect(reply).toMatchObject({ text: 'Let me look. ', finishReason: 'tool-calls', output: undefined });
    expect(reply.toolCalls).toMatchObject([
      { name: 'look', arguments: { word: 'Fluss', deep: { n: [1, 2] } } },
      { name: 'look', arguments: {} },
    ]);
    const ids = reply.toolCalls.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);

    const parts = await read(client.stream({ model, messages, tools }));
    const calls = parts.flatMap((part) => (part.type === 'tool-call' ? [part.toolCall] : []));
    expect(calls).toMatchObject(reply.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args })));
    expect(parts.at(-1)).toMatchObject({ type: 'finish', finishReason: 'tool-calls', toolCalls: calls });

    const end = await client.chat({
      model,
      tools,
      messages: [
        ...messages,
        { role: 'assistant', content: reply.text, toolCalls: reply.toolCalls },
        ...reply.toolCalls.map(({ id }) => ({ role: 'tool' as const, toolCallId: id, content: 'river' })),
      ],
    });
    expect(end.text).toBe('A river.');
    expect(end.toolCalls).toEqual([]);
    const body = JSON.stringify(simulator.requests.at(-1)?.body);
    for (const { signature } of reply.toolCalls) if (signature !== undefined) expect(body).toContain(signature);
    if (model.includes('gemini')) expect(reply.toolCalls[0]?.signature).toBeDefined();
  });

  test('answers the user after results of tools, which are messages of their own, where no answer is set', async () => {
    const prompts: unknown[] = [];
    const { client } = await start({
      latencyMs: ({ messages: said, lastUserMessage }) => {
        prompts.push([said.map(({ role, content }) => [role, content]), lastUserMessage]);
        return 0;
      },
    });
    const call = { id: 'call_1', name: 'look', arguments: { word: 'Fluss' } };
    const end = await client.chat({
      model,
      messages: [
        ...messages,
        { role: 'assistant', content: 'Let me look.', toolCalls: [call] },
        { role: 'tool', toolCallId: 'call_1', content: 'river' },
      ],
    });
    expect(end.text).toBe(simulatedAnswer(SAID));
    const said = [
      ...messages.map(({ role, content }) => [role, content]),
      ['assistant', 'Let me look.'],
      ['tool', 'river'],
    ];
    expect(prompts).toEqual([[said, SAID]]);
  });

  test('must call a tool where that can be said', async () => {
    const { client, simulator } = await start();
    const request = {
      model,
      messages,
      tools: [
        { name: 'look' },
        { name: 'ask', parameters: { type: 'object', properties: { n: { type: 'integer' } } } },
      ],
    };
    if (model.startsWith('ollama')) {
      await expect(client.chat({ ...request, toolChoice: 'required' })).rejects.toThrow(/made to call a tool/);
      expect(simulator.requests).toHaveLength(0);
      return;
    }
    const named = await client.chat({ ...request, toolChoice: { name: 'ask' } });
    expect(named.toolCalls).toMatchObject([{ name: 'ask', arguments: { n: 1 } }]);
    expect((await client.chat({ ...request, toolChoice: 'required' })).toolCalls).toMatchObject([{ name: 'look' }]);
  });

  test('thinks as it is told, and tells what', async () => {
    const { client } = await start({
      answer: ({ reasoning, seed }) => ({ text: 'Yes.', reasoning: `as told: ${String(reasoning)}, ${seed}` }),
    });
    const request = { model, messages, seed: 7, reasoning: { effort: 'low' as const } };
    const reply = await client.chat(request);
    const told = model.includes('gemini') ? 'LOW' : 'low';
    expect(reply).toMatchObject({ text: 'Yes.', reasoning: `as told: ${told}, 7` });
    if (!model.startsWith('ollama')) expect(reply.usage.reasoningTokens).toBeGreaterThan(0);
    const parts = await read(client.stream(request));
    expect(parts.flatMap((part) => (part.type === 'reasoning-delta' ? [part.text] : [])).join('')).toBe(
      reply.reasoning,
    );
    expect(parts.flatMap((part) => (part.type === 'text-delta' ? [part.text] : [])).join('')).toBe('Yes.');
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reasoning: reply.reasoning });
  });
});
