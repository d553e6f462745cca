import { expect, test } from 'vitest';
import type { ProviderRequest } from '../../core/provider.js';
import { geminiProblems, toGeminiRequest } from './request.js';

test('takes system messages out of the conversation, as one', () => {
  const request = toGeminiRequest({
    model: 'gemini-2.5-flash',
    messages: [
      { role: 'system', content: 'Translate.' },
      { role: 'user', content: 'One' },
      { role: 'system', content: 'Keep names.' },
      { role: 'assistant', content: 'Eins' },
    ],
  });
  expect(request).toEqual({
    model: 'gemini-2.5-flash',
    contents: [
      { role: 'user', parts: [{ text: 'One' }] },
      { role: 'model', parts: [{ text: 'Eins' }] },
    ],
    systemInstruction: 'Translate.\n\nKeep names.',
    generation: {},
    toolFields: {},
  });
});

const image = (byteLength: number, mediaType: string): ProviderRequest => ({
  model: 'gemini-3-flash',
  messages: [
    { role: 'user', content: [{ type: 'image', source: 'data', mediaType, byteLength, base64: () => 'AAAA' }] },
  ],
});

test('takes images up to 100 MB in base64, of the types that Google names', () => {
  expect(geminiProblems(image(70_000_000, 'image/heic'))).toEqual([]);
  expect(geminiProblems(image(100_000_000, 'image/png')).join()).toContain('at most 100 MB');
  expect(geminiProblems(image(1, 'image/gif')).join()).toContain('image/gif');
});

test('says what is wrong with a schema, of a tool, too', () => {
  const tools = [{ name: 'look', description: undefined, parameters: { type: 'object', not: {} } }];
  const request: ProviderRequest = { model: 'gemini-3-flash', messages: [{ role: 'user', content: 'Hi' }], tools };
  expect(geminiProblems(request).join()).toContain('tool look');
});

test('puts the results of calls that were made together into one turn, an object as it is', () => {
  const call = (id: string) => ({ id, name: 'look', arguments: {}, signature: 'sig' });
  const { contents } = toGeminiRequest({
    model: 'gemini-3-flash',
    messages: [
      { role: 'user', content: [{ type: 'image', source: 'url', url: 'gs://a/b.png', mediaType: 'image/png' }] },
      { role: 'assistant', toolCalls: [call('a'), call('b')] },
      { role: 'tool', toolCallId: 'a', name: 'look', content: '{"word":"river"}' },
      { role: 'tool', toolCallId: 'b', name: 'look', content: 'nothing' },
      { role: 'user', content: 'Well?' },
    ],
  });
  expect(contents).toEqual([
    { role: 'user', parts: [{ fileData: { fileUri: 'gs://a/b.png', mimeType: 'image/png' } }] },
    {
      role: 'model',
      parts: ['a', 'b'].map((id) => ({ functionCall: { id, name: 'look', args: {} }, thoughtSignature: 'sig' })),
    },
    {
      role: 'user',
      parts: [
        { functionResponse: { id: 'a', name: 'look', response: { word: 'river' } } },
        { functionResponse: { id: 'b', name: 'look', response: { output: 'nothing' } } },
      ],
    },
    { role: 'user', parts: [{ text: 'Well?' }] },
  ]);
});

test.each([2 ** 31, -(2 ** 31) - 1, 2 ** 40])('says before it is sent that a seed is too large: %d', (seed) => {
  const request = { model: 'gemini-2.5-flash', messages: [{ role: 'user' as const, content: 'Hi' }], seed };
  expect(geminiProblems(request)).toEqual(['Its `seed` is a number of 32 bits, from -2147483648 to 2147483647.']);
});

test.each([0, -1, 2 ** 31 - 1, -(2 ** 31)])('takes a seed of 32 bits: %d', (seed) => {
  const request = { model: 'gemini-2.5-flash', messages: [{ role: 'user' as const, content: 'Hi' }], seed };
  expect(geminiProblems(request)).toEqual([]);
  expect(toGeminiRequest(request).generation).toEqual({ seed });
});
