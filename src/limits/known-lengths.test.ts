import { expect, test } from 'vitest';
import { ownClassification } from '../core/own-classification.js';
import { fewestTokens } from './pacing/fewest-tokens.js';
import { KnownLengths, type Prompt } from './known-lengths.js';

const target = { provider: 'openai', model: 'gpt-x' };
const refusal = ownClassification('context-length', {
  contextLength: { limit: 1_000, requested: 1_200, excess: 200 },
  status: 400,
  code: 'context_length_exceeded',
  message: 'too long',
});

function ask(content: string, more: object = {}): Prompt {
  return { messages: [{ role: 'user', content }], ...more };
}

function refused(prompt: Prompt, classification = refusal): KnownLengths {
  const lengths = new KnownLengths();
  lengths.noteRefused(target, prompt, { classification, until: 100 });
  return lengths;
}

const text = 'Once upon a time. '.repeat(20);

test('knows a request again that was refused, and a longer one that begins with it', () => {
  const lengths = refused(ask(text));
  expect(lengths.refusalOf(target, ask(text), 0)).toBe(refusal);
  expect(lengths.refusalOf(target, ask(`${text}And more.`), 0)).toBe(refusal);
  const longer = { messages: [...ask(text).messages, { role: 'assistant', content: 'So it went.' }] };
  expect(lengths.refusalOf(target, longer, 0)).toBe(refusal);
});

test.each([
  ['a shorter text', ask(text.slice(1)), target],
  ['another text of the same length', ask(text.replace('Once', 'Then')), target],
  ['another model', ask(text), { ...target, model: 'gpt-y' }],
  ['another provider', ask(text), { ...target, provider: 'gemini' }],
  ['other options for the provider', ask(text, { providerOptions: { options: { num_ctx: 9 } } }), target],
  ['a maximum of the answer where there was none', ask(text, { maxOutputTokens: 9_999 }), target],
])('lets %s be tried', (_title, prompt, where) => {
  expect(refused(ask(text)).refusalOf(where, prompt, 0)).toBeUndefined();
});

test('lets a smaller answer be asked for, and no larger one', () => {
  const lengths = refused(ask(text, { maxOutputTokens: 500 }));
  expect(lengths.refusalOf(target, ask(text, { maxOutputTokens: 499 }), 0)).toBeUndefined();
  expect(lengths.refusalOf(target, ask(text), 0)).toBeUndefined();
  expect(lengths.refusalOf(target, ask(text, { maxOutputTokens: 501 }), 0)).toBe(refusal);
});

test('minds no option that makes a prompt no longer, and compares plain ones by what they hold', () => {
  const lengths = refused(ask(text, { temperature: 1, providerOptions: { a: 1 } }));
  expect(lengths.refusalOf(target, ask(text, { temperature: 0, providerOptions: { a: 1 } }), 0)).toBe(refusal);
});

test('forgets after a while, since a server may have been started anew with more room', () => {
  expect(refused(ask(text)).refusalOf(target, ask(text), 100)).toBeUndefined();
});

test('does not take a quota of a key for the length of a model', () => {
  const byQuota = { ...refusal, status: 413 };
  expect(refused(ask(text), byQuota).refusalOf(target, ask(text), 0)).toBeUndefined();
  const requested = { ...refusal, quota: { limit: 6_000, requested: 12_000 } };
  expect(refused(ask(text), requested).refusalOf(target, ask(text), 0)).toBeUndefined();
});

test('holds back what has more words than the model takes tokens', () => {
  const lengths = refused(ask(text));
  const words = (count: number): Prompt => ask('word '.repeat(count));
  expect(lengths.refusalOf(target, words(999), 0)).toBeUndefined();
  expect(lengths.refusalOf(target, words(1_001), 0)).toMatchObject({
    kind: 'context-length',
    contextLength: { limit: 1_000 },
    retryable: false,
  });
});

test('goes by the list of models, too', () => {
  const lengths = new KnownLengths();
  lengths.noteListed(target, 10);
  expect(lengths.refusalOf(target, ask('a '.repeat(9)), 0)).toBeUndefined();
  expect(lengths.refusalOf(target, ask('a '.repeat(11)), 0)).toMatchObject({ contextLength: { limit: 10 } });
  lengths.noteListed(target, Number.NaN);
  lengths.noteRefused(target, ask(text), { classification: refusal, until: 100 });
  expect(lengths.refusalOf(target, ask('a '.repeat(11)), 0)).toMatchObject({ contextLength: { limit: 10 } });
});

test('keeps no words, and no more models than some', () => {
  const lengths = new KnownLengths();
  for (let index = 0; index < 300; index += 1)
    lengths.noteRefused({ ...target, model: `m-${index}` }, ask(text), { classification: refusal, until: 100 });
  expect(lengths.refusalOf({ ...target, model: 'm-0' }, ask(text), 0)).toBeUndefined();
  expect(lengths.refusalOf({ ...target, model: 'm-299' }, ask(text), 0)).toBe(refusal);
});

test('counts words, and letters where no spaces stand between them', () => {
  expect(fewestTokens('')).toBe(0);
  expect(fewestTokens('  one\n two\t')).toBe(2);
  expect(fewestTokens('字'.repeat(160))).toBe(10);
  expect(fewestTokens('x'.repeat(10_000))).toBe(1);
});
