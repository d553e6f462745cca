import { expect, test } from 'vitest';
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

const imageOf = (fields: object): object => ({
  messages: [{ role: 'user', content: [{ type: 'image', ...fields }] }],
});
const bytes = (mediaType: string, byteLength: number): object =>
  imageOf({ source: 'data', mediaType, byteLength, base64: () => '' });

test.each([
  ['an image behind a URL', 'as `data`', imageOf({ source: 'url', url: 'https://a/b.png', mediaType: undefined })],
  ['an image of a type', 'image/heic', bytes('image/heic', 1)],
  ['an image of 100 MB', '100 MB', bytes('image/png', 1e8)],
  ['that a tool is called', 'toolChoice', { toolChoice: 'required' }],
  ['a number of thoughts', 'reasoning.effort', { reasoning: { maxTokens: 9 } }],
  ['no thoughts', 'low, medium or high', { model: 'gpt-oss', reasoning: { effort: 'none' } }],
])('has no words for %s', (...[, words, change]) => {
  expect(ollamaProblems({ ...REQUEST, ...change }).join()).toContain(words);
});
