import { expect, test } from 'vitest';
import { toOllamaRequest } from './request.js';

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
