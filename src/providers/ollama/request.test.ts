import { expect, test } from 'vitest';
import type { ProviderRequest } from '../../core/provider.js';
import { ollamaProblems, toOllamaRequest } from './request.js';

const REQUEST = { model: 'kimi-k2:1t-cloud', messages: [{ role: 'user' as const, content: 'Hi' }] };

test('streams, and has nothing cut in silence', () => {
  expect(toOllamaRequest(REQUEST)).toEqual({
    model: 'kimi-k2:1t-cloud',
    messages: [{ role: 'user', content: 'Hi' }],
    truncate: false,
    shift: false,
    options: {},
    stream: true,
  });
});

test('merges provider options, those of the model one by one', () => {
  const providerOptions = {
    think: false,
    keep_alive: '1h',
    stream: false,
    options: { num_ctx: 32_768, temperature: 1 },
  };
  expect(toOllamaRequest({ ...REQUEST, temperature: 0, topP: 0.5, providerOptions })).toMatchObject({
    think: false,
    keep_alive: '1h',
    stream: true,
    options: { num_ctx: 32_768, temperature: 1, top_p: 0.5 },
  });
});

test('has a model of levels think as hard as asked, and the others think or not', () => {
  const think = (model: string, effort: 'none' | 'minimal' | 'high'): unknown =>
    toOllamaRequest({ ...REQUEST, model, reasoning: { effort } })['think'];
  expect(think('gpt-oss:20b', 'high')).toBe('high');
  expect(think('gpt-oss:20b', 'minimal')).toBe('low');
  expect(think('qwen3', 'high')).toBe(true);
  expect(think('qwen3', 'none')).toBe(false);
});

test('tells a model of no tools that must call none', () => {
  const tools = [{ name: 'look', description: undefined, parameters: undefined }];
  expect(toOllamaRequest({ ...REQUEST, tools, toolChoice: 'none' })).not.toHaveProperty('tools');
  expect(toOllamaRequest({ ...REQUEST, tools })['tools']).toHaveLength(1);
});

test('asks for a schema without what its grammars do not know', () => {
  const schema = {
    type: 'object',
    properties: {
      word: { type: 'string', pattern: '^(?!no)' },
      code: { type: 'string', pattern: '^[a-z]+$' },
      next: { $ref: '#' },
    },
  };
  expect(toOllamaRequest({ ...REQUEST, output: { name: 'o', schema } })['format']).toEqual({
    $ref: '#/$defs/root',
    $defs: {
      root: {
        type: 'object',
        properties: {
          word: { type: 'string' },
          code: { type: 'string', pattern: '^[a-z]+$' },
          next: { $ref: '#/$defs/root' },
        },
      },
    },
  });
});

test.each([
  [
    'an image behind a URL',
    { content: [{ type: 'image', source: 'url', url: 'https://a/b.png', mediaType: undefined }] },
    {},
    'as `data`',
  ],
  [
    'an image of a type',
    { content: [{ type: 'image', source: 'data', mediaType: 'image/heic', byteLength: 1, base64: () => '' }] },
    {},
    'image/heic',
  ],
  [
    'an image of 100 MB',
    { content: [{ type: 'image', source: 'data', mediaType: 'image/png', byteLength: 1e8, base64: () => '' }] },
    {},
    '100 MB',
  ],
  ['that a tool is called', {}, { toolChoice: 'required' }, 'toolChoice'],
  ['a number of thoughts', {}, { reasoning: { maxTokens: 9 } }, 'reasoning.effort'],
  ['no thoughts', {}, { model: 'gpt-oss', reasoning: { effort: 'none' } }, 'low, medium or high'],
])('has no words for %s', (_, message, extra, words) => {
  const messages = [{ role: 'user', content: 'Hi', ...message }] as ProviderRequest['messages'];
  expect(ollamaProblems({ ...REQUEST, messages, ...extra } as ProviderRequest).join()).toContain(words);
});
