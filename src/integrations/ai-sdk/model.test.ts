import { describe, expect, it } from 'vitest';
import { embeddingModelMiddleware, languageModelMiddleware } from './middleware.js';
import { isMadeUp, toFinishReason, toUsage } from './model.js';

describe('an end', () => {
  it.each([
    ['interrupted, as the AI SDK 7 has it', { unified: 'interrupted', raw: undefined }, true],
    ["other without the provider's word, as 6 has it", { unified: 'other', raw: undefined }, true],
    ['other in the words of the provider', { unified: 'other', raw: 'weird' }, false],
    ['a plain one', { unified: 'stop', raw: 'stop' }, false],
    ['none of a text that is whole', undefined, false],
  ])('is made up or not: %s', (_what, reason, expected) => {
    expect(isMadeUp(reason)).toBe(expected);
  });

  it('is told in the words of the events', () => {
    expect([toFinishReason({ unified: 'tool-calls' }), toFinishReason('length'), toFinishReason('error')]).toEqual([
      'tool-calls',
      'length',
      'other',
    ]);
  });
});

describe('the usage', () => {
  it('is read in figures and in parts, and is not known where it is not told', () => {
    expect(toUsage({ inputTokens: 3, outputTokens: 4 })).toMatchObject({ inputTokens: 3, totalTokens: 7 });
    expect(toUsage({ inputTokens: { total: 3, cacheRead: 1 }, outputTokens: { total: 4, reasoning: 2 } })).toEqual({
      inputTokens: 3,
      outputTokens: 4,
      totalTokens: 7,
      cachedTokens: 1,
      reasoningTokens: 2,
    });
    expect(toUsage(undefined).totalTokens).toBeUndefined();
  });
});

describe('a middleware', () => {
  it('names itself where an option is wrong', () => {
    const wrong = { maxAtempts: 2 } as object;
    const problem = ':\n  - Unknown option `maxAtempts`; did you mean `maxAttempts`?';
    expect(() => languageModelMiddleware(wrong)).toThrow(`Wrong options for languageModelMiddleware()${problem}`);
    expect(() => embeddingModelMiddleware(wrong)).toThrow(`Wrong options for embeddingModelMiddleware()${problem}`);
  });
});
