import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { ProviderRequest } from '../../core/provider.js';
import type { ChatRequest } from '../../core/request.js';
import { ok } from '../../../test/support/scripted-provider.js';
import { outcome, scenario } from '../../../test/support/scenario.js';

const messages = [{ role: 'user' as const, content: 'Look it up.' }];
const call = { id: 'call-1', name: 'look', arguments: { word: 'Fluss' }, signature: 's' };

async function sent(extra: Partial<ChatRequest>): Promise<ProviderRequest | undefined> {
  let request: ProviderRequest | undefined;
  const { client } = scenario([
    (given, attempt) => {
      request = given;
      return ok()(given, attempt);
    },
  ]);
  await client.chat({ model: 'ollama/x', messages, ...extra });
  return request;
}

async function refusal(extra: object): Promise<string> {
  const { client, provider } = scenario([ok()]);
  const { error } = await outcome(client.chat({ model: 'ollama/x', messages, ...extra }));
  expect(error).toBeInstanceOf(TypeError);
  expect(provider.requests).toHaveLength(0);
  return String(error);
}

describe('tools', () => {
  test('are described by JSON Schema, by zod, or need no arguments', async () => {
    const jsonSchema = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] };
    const request = await sent({
      tools: [
        { name: 'look', description: 'Looks it up.', parameters: jsonSchema },
        { name: 'look_up', parameters: z.object({ word: z.string() }) },
        { name: 'ping' },
      ],
      toolChoice: { name: 'ping' },
    });
    expect(request).toMatchObject({
      toolChoice: { name: 'ping' },
      tools: [
        { name: 'look', description: 'Looks it up.', parameters: jsonSchema },
        { name: 'look_up', parameters: jsonSchema },
        { name: 'ping', parameters: undefined },
      ],
    });
  });

  test('have their calls and results handed back, each result with the name of its tool', async () => {
    const request = await sent({
      tools: [{ name: 'look' }],
      messages: [
        ...messages,
        { role: 'assistant', toolCalls: [call], reasoning: 'A word for it?' },
        { role: 'tool', toolCallId: 'call-1', content: 'river' },
      ],
    });
    expect(request?.messages.slice(1)).toEqual([
      { role: 'assistant', toolCalls: [call], reasoning: 'A word for it?' },
      { role: 'tool', toolCallId: 'call-1', name: 'look', content: 'river' },
    ]);
  });

  test.each([
    ['an empty list', { tools: [] }, 'at least one tool'],
    ['a bad name', { tools: [{ name: 'look up' }] }, 'tools[0].name'],
    ['a name twice', { tools: [{ name: 'a' }, { name: 'a' }] }, 'tools[1].name'],
    ['an unknown field', { tools: [{ name: 'a', execute: () => 1 }] }, 'tools[0].execute'],
    [
      'parameters that are no object',
      { tools: [{ name: 'a', parameters: { type: 'string' } }] },
      'tools[0].parameters',
    ],
    ['a schema of no object', { tools: [{ name: 'a', parameters: z.array(z.string()) }] }, 'tools[0].parameters'],
    [
      'a schema that JSON can not say',
      { tools: [{ name: 'a', parameters: z.object({ at: z.date() }) }] },
      'tools[0].parameters.at',
    ],
    ['a choice without tools', { toolChoice: 'auto' }, 'toolChoice'],
    ['a choice of none of them', { tools: [{ name: 'a' }], toolChoice: { name: 'b' } }, 'toolChoice'],
    [
      'a result without its call',
      { messages: [...messages, { role: 'tool', toolCallId: 'x', content: '' }] },
      'messages[1].toolCallId',
    ],
    [
      'a call that is none',
      { messages: [{ role: 'assistant', toolCalls: [{ id: 'a' }] }] },
      'messages[0].toolCalls[0]',
    ],
    ['an answer of nothing', { messages: [{ role: 'assistant' }] }, 'messages[0].content'],
    ['a seed that is no integer', { seed: 0.5 }, 'seed'],
    ['an effort of its own', { reasoning: { effort: 'max' } }, 'reasoning.effort'],
    ['no thoughts at all', { reasoning: { maxTokens: 0 } }, 'reasoning.maxTokens'],
  ])('are refused for %s, before anything is sent', async (_, extra, words) => {
    expect(await refusal(extra)).toContain(words);
  });
});
