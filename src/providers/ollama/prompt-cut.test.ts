import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isPromptCut, leastTokens } from './prompt-cut.js';

const words = 'the river rose and nobody in the village slept that night because of the rain ';
const messages = (content: string) => [{ role: 'user' as const, content }];
/** English text of about so many tokens, at 4.3 characters each. */
const english = (tokens: number) => messages(words.repeat(Math.ceil((tokens * 4.3) / words.length)));

test('finds a prompt of which a third was read', () => {
  expect(isPromptCut({ messages: english(12_000), contextTokens: undefined, countedTokens: 4_096 })).toBe(true);
  expect(isPromptCut({ messages: english(12_000), contextTokens: undefined, countedTokens: 8_000 })).toBe(true);
});

test('finds a prompt that was cut to the size that was asked for', () => {
  expect(isPromptCut({ messages: english(9_000), contextTokens: 5_000, countedTokens: 5_000 })).toBe(true);
  expect(isPromptCut({ messages: english(9_000), contextTokens: 5_000, countedTokens: 4_100 })).toBe(true);
});

test('finds a prompt that filled the size that was asked for, however little was cut', () => {
  expect(isPromptCut({ messages: english(4_200), contextTokens: 4_096, countedTokens: 4_096 })).toBe(true);
});

test('finds a prompt that was cut to the size of the model, which is less than was asked for', () => {
  expect(isPromptCut({ messages: english(20_000), contextTokens: 131_072, countedTokens: 8_192 })).toBe(true);
});

test('finds a Chinese prompt that was cut', () => {
  const chapter = messages('河水一夜之间涨了起来，村里没有人睡得着。'.repeat(1_000));
  expect(isPromptCut({ messages: chapter, contextTokens: undefined, countedTokens: 4_096 })).toBe(true);
});

test('raises no alarm for a prompt that fits', () => {
  expect(isPromptCut({ messages: english(3_000), contextTokens: undefined, countedTokens: 3_000 })).toBe(false);
  expect(isPromptCut({ messages: english(4_096), contextTokens: undefined, countedTokens: 4_096 })).toBe(false);
  expect(isPromptCut({ messages: english(4_000), contextTokens: 4_096, countedTokens: 4_000 })).toBe(false);
});

test('raises no alarm where only a part was counted because the rest was cached', () => {
  expect(isPromptCut({ messages: english(12_000), contextTokens: undefined, countedTokens: 37 })).toBe(false);
  expect(isPromptCut({ messages: english(12_000), contextTokens: 32_768, countedTokens: 37 })).toBe(false);
});

test('raises no alarm where nothing was counted', () => {
  expect(isPromptCut({ messages: english(12_000), contextTokens: 4_096, countedTokens: undefined })).toBe(false);
  expect(isPromptCut({ messages: english(12_000), contextTokens: 4_096, countedTokens: 0 })).toBe(false);
});

test('raises no alarm for runs that one token holds', () => {
  const table = messages(`a${' '.repeat(20_000)}b${'-'.repeat(20_000)}${'\n'.repeat(20_000)}`);
  expect(isPromptCut({ messages: table, contextTokens: undefined, countedTokens: 1_024 })).toBe(false);
});

test('never asks for more tokens than there are characters, two for a dense one', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (content) => {
      expect(leastTokens(messages(content))).toBeLessThanOrEqual((content.length * 2) / 6);
    }),
  );
});

test('reads a long prompt in linear time', () => {
  const started = performance.now();
  leastTokens(messages(' \n-'.repeat(1_000_000)));
  expect(performance.now() - started).toBeLessThan(2_000);
});
