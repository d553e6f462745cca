import { expect, test } from 'vitest';
import { isLlmError, type LlmError } from '../core/error.js';
import { outcome, scenario } from '../../test/support/scenario.js';
import { modelNotFound, ok, respond, scriptedProvider } from '../../test/support/scripted-provider.js';

const tooLong = respond(400, { error: 'prompt too long; exceeded max context length by 1475 tokens' });
const stated = respond(400, {
  error: { message: "This model's maximum context length is 10 tokens. However, you requested 30 tokens." },
});
const messages = (content: string) => [{ role: 'user' as const, content }];

async function failed(promise: Promise<unknown>): Promise<LlmError> {
  const { error } = await outcome(promise);
  if (!isLlmError(error)) throw new Error('Expected an LlmError.', { cause: error });
  return error;
}

test('says by how much a request is too long', async () => {
  const { chat } = scenario([tooLong]);
  const error = await failed(chat());
  expect(error).toMatchObject({ kind: 'context-length', reason: 'stop' });
  expect(error.classification.contextLength).toEqual({ excess: 1475 });
  expect(error.message).toContain('Send a text that is shorter by at least 1,475 tokens');
});

test('sends no request again that was refused for its length, nor a longer one that begins with it', async () => {
  const { chat, provider, events } = scenario([tooLong, ok()]);
  const first = await failed(chat());
  const second = await failed(chat());
  const longer = await failed(chat({ messages: messages('Hello, and much more') }));
  expect([second, longer].map(({ reason, attempts }) => [reason, attempts])).toEqual([
    ['closed-gate', []],
    ['closed-gate', []],
  ]);
  expect(second.classification).toEqual(first.classification);
  expect(second.message).toContain('Nothing was sent: it is known to be too long.');
  expect(await chat({ messages: messages('Hell') })).toBe('done');
  expect(provider.requests).toHaveLength(2);
  expect(events.filter(({ type }) => type === 'call-failure')).toHaveLength(3);
});

test('goes to the fallback without asking, where this kind goes there', async () => {
  const other = scriptedProvider([ok('from afar')], { name: 'gemini' });
  const { chat, provider } = scenario([tooLong], { others: [other], fallbackOn: ['context-length'] });
  const fallbacks = ['gemini/flash'];
  expect([await chat({ fallbacks }), await chat({ fallbacks })]).toEqual(['from afar', 'from afar']);
  expect(provider.requests).toHaveLength(1);
  expect((await failed(chat())).reason).toBe('closed-gate');
});

test('passes over a fallback that is too short as well', async () => {
  const short = scriptedProvider([tooLong], { name: 'gemini' });
  const long = scriptedProvider([ok('long')], { name: 'openai' });
  const { chat } = scenario([tooLong], { others: [short, long], fallbackOn: ['context-length'] });
  const fallbacks = ['gemini/flash', 'openai/gpt'];
  expect([await chat({ fallbacks }), await chat({ fallbacks })]).toEqual(['long', 'long']);
  expect(short.requests).toHaveLength(1);
});

test('tries again after a while', async () => {
  const { chat, clock, provider } = scenario([tooLong, ok()], { probeEvery: '10m' });
  await failed(chat());
  await clock.advance(599_999);
  await failed(chat());
  await clock.advance(1);
  expect(await chat()).toBe('done');
  expect(provider.requests).toHaveLength(2);
});

test('obeys retry: false, which sends exactly one request', async () => {
  const { chat, provider } = scenario([tooLong]);
  await failed(chat({ retry: false }));
  await failed(chat({ retry: false }));
  expect(provider.requests).toHaveLength(2);
});

test('holds back what has more words than the model takes tokens, by the limit that was stated', async () => {
  const { chat, provider } = scenario([stated, ok()], { provider: { name: 'openai' } });
  await failed(chat({ messages: messages('one '.repeat(30)) }));
  const error = await failed(chat({ messages: messages('another text '.repeat(6)) }));
  expect(error).toMatchObject({ kind: 'context-length', reason: 'closed-gate', attempts: [] });
  expect(await chat({ messages: messages('a text of ten words or less') })).toBe('done');
  expect(provider.requests).toHaveLength(2);
});

test('goes the same way for streams', async () => {
  const { chat, client, provider } = scenario([tooLong]);
  await failed(chat());
  const stream = client.stream({ model: 'ollama/kimi', messages: messages('Hello') });
  expect((await failed(stream[Symbol.asyncIterator]().next())).reason).toBe('closed-gate');
  expect(provider.requests).toHaveLength(1);
});

test('knows nothing of the lengths of models that were not asked', async () => {
  const { chat, provider } = scenario([tooLong, modelNotFound, ok()]);
  await failed(chat());
  await failed(chat({ model: 'ollama/other' }));
  expect(provider.requests).toHaveLength(2);
});
