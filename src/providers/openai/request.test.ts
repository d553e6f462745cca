import { expect, test } from 'vitest';
import { hostFeatures } from './host-features.js';
import { toCompletionRequest } from './request.js';

const features = hostFeatures(undefined, undefined);
const REQUEST = { model: 'org/model:free', messages: [{ role: 'user' as const, content: 'Hi' }] };

test('leaves out what was not asked for', () => {
  expect(toCompletionRequest(REQUEST, { ownHost: true, features, stream: false })).toEqual({
    model: 'org/model:free',
    messages: [{ role: 'user', content: 'Hi' }],
    stream: false,
  });
});

test('names the maximum as its host knows it', () => {
  const request = { ...REQUEST, maxOutputTokens: 9 };
  expect(toCompletionRequest(request, { ownHost: true, features, stream: false })).toMatchObject({
    max_completion_tokens: 9,
  });
  expect(toCompletionRequest(request, { ownHost: true, features, stream: false })).not.toHaveProperty('max_tokens');
  expect(toCompletionRequest(request, { ownHost: false, features, stream: false })).toMatchObject({ max_tokens: 9 });
});

test('asks for the usage of a stream', () => {
  expect(toCompletionRequest(REQUEST, { ownHost: false, features, stream: true })).toMatchObject({
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('lets provider options win, but for whether it streams', () => {
  const providerOptions = { temperature: 1, reasoning_effort: 'low', stream: false };
  expect(
    toCompletionRequest({ ...REQUEST, temperature: 0, providerOptions }, { ownHost: false, features, stream: true }),
  ).toMatchObject({ temperature: 1, reasoning_effort: 'low', stream: true });
});
