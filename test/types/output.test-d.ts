import { describe, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import * as mini from 'zod/mini';
import {
  createClient,
  type ChatReply,
  type ChatRequest,
  type FinishPart,
  type StandardSchema,
  type StreamPart,
  type ToolCall,
} from 'llm-resilience';
import { ollama } from 'llm-resilience/providers/ollama';

const client = createClient({ providers: [ollama()] });
const base = { model: 'ollama/x', messages: [{ role: 'user' as const, content: 'Hello' }] };

describe('the type of an output', () => {
  it('is what the schema makes of the answer', () => {
    const schema = z.object({ pages: z.string().transform(Number), tone: z.string().default('dry') });
    expectTypeOf(client.chat({ ...base, output: schema })).resolves.toEqualTypeOf<
      ChatReply<{ pages: number; tone: string }>
    >();
    const small = mini.object({ name: mini.string() });
    expectTypeOf(client.chat({ ...base, output: small })).resolves.toEqualTypeOf<ChatReply<{ name: string }>>();
  });

  it('is that of the schema inside of a definition', () => {
    const schema = {} as StandardSchema<unknown, Date>;
    expectTypeOf(client.chat({ ...base, output: { schema, jsonSchema: { type: 'string' } } })).resolves.toEqualTypeOf<
      ChatReply<Date>
    >();
  });

  it('is unknown for JSON of any form, and nothing where nothing was asked for', () => {
    expectTypeOf(client.chat({ ...base, output: 'json' })).resolves.toEqualTypeOf<ChatReply<unknown>>();
    expectTypeOf(client.chat({ ...base, output: { jsonSchema: {} } })).resolves.toEqualTypeOf<ChatReply<unknown>>();
    expectTypeOf(client.chat(base)).resolves.toEqualTypeOf<ChatReply<undefined>>();
    expectTypeOf(client.chat({} as ChatRequest)).resolves.toEqualTypeOf<ChatReply<unknown>>();
  });

  it('may be missing where the model may call a tool instead', () => {
    const reply = client.chat({ ...base, output: z.object({ a: z.number() }), tools: [{ name: 'look' }] });
    expectTypeOf(reply).resolves.toEqualTypeOf<ChatReply<{ a: number } | undefined>>();
    expectTypeOf(reply).resolves.toHaveProperty('toolCalls').toEqualTypeOf<readonly ToolCall[]>();
  });

  it('stands on the last part of a stream', async () => {
    for await (const part of client.stream({ ...base, output: z.array(z.number()) })) {
      if (part.type === 'finish') expectTypeOf(part).toEqualTypeOf<FinishPart<number[]>>();
    }
    expectTypeOf<StreamPart<number[]>>().toExtend<StreamPart>();
  });

  it('makes a reply that helpers for any reply take', () => {
    expectTypeOf<ChatReply<{ a: number }>>().toExtend<ChatReply>();
  });
});

describe('the types of messages', () => {
  it('know what each role may say', () => {
    const image = { type: 'image' as const, data: new Uint8Array() };
    const toolCalls: readonly ToolCall[] = [];
    void client.chat({
      ...base,
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Look' }, image] },
        { role: 'assistant', toolCalls },
        { role: 'tool', toolCallId: 'a', content: 'b' },
      ],
    });
    // @ts-expect-error: a system does not show images
    void client.chat({ ...base, messages: [{ role: 'system', content: [image] }] });
    // @ts-expect-error: it answers a call
    void client.chat({ ...base, messages: [{ role: 'tool', content: 'b' }] });
    // @ts-expect-error: data or url
    void client.chat({ ...base, messages: [{ role: 'user', content: [{ ...image, url: 'https://example.org' }] }] });
    // @ts-expect-error: no schema, and no JSON
    void client.chat({ ...base, output: 'yaml' });
    // @ts-expect-error: an unknown option
    void client.chat({ ...base, maxTokens: 5 });
    // @ts-expect-error: an effort of its own
    void client.chat({ ...base, reasoning: { effort: 'max' } });
  });
});
