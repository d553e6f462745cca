import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chunksOf, firstTokens, lastTokens, simulatedAnswer, simulatedTokens } from './simulated-answer.js';

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

it('gives the example of its documentation', () => {
  expect(simulatedAnswer('# One day\n\nShe left.')).toBe('# «enO yad»\n\n«ehS tfel.»');
});

it('keeps paragraphs, blank lines, Markdown marks and line ends', () => {
  const text = '# Title\r\n\r\n  - first item\n12. second\n\n> quoted, of course\n\n';
  expect(simulatedAnswer(text)).toBe('# «eltiT»\r\n\r\n  - «tsrif meti»\n12. «dnoces»\n\n> «detouq, fo esruoc»\n\n');
});

it('turns words around letter by letter, combining marks and all', () => {
  expect(simulatedAnswer('e\u0301te\u0301')).toBe('«e\u0301te\u0301»');
  expect(simulatedAnswer('n\u0303a')).toBe('«an\u0303»');
});

it('is as long as its text but for two characters a line, and never the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
      const answer = simulatedAnswer(text);
      const lines = text.split('\n').length;
      expect(answer.split('\n')).toHaveLength(lines);
      expect(answer.length).toBeGreaterThanOrEqual(text.length);
      expect(answer.length).toBeLessThanOrEqual(text.length + 2 * lines);
      if (/\p{L}/u.test(text)) expect(answer).not.toBe(text);
    }),
  );
});

it('stays linear for a long line of blanks', () => {
  const text = `a${' '.repeat(1_000_000)}b${' '.repeat(1_000_000)}`;
  const startedAt = performance.now();
  expect(simulatedAnswer(text)).toHaveLength(text.length + 2);
  // Milliseconds where it is linear, hours where it is not.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

it('counts a quarter of the characters as tokens, rounded up', () => {
  expect(['', 'a', 'abcd', 'abcde'].map(simulatedTokens)).toEqual([0, 1, 1, 2]);
});

it('cuts texts into pieces that make up the whole, no character in half', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 9 }), (text, size) => {
      const chunks = chunksOf(text, size);
      expect(chunks.join('')).toBe(text);
      for (const chunk of chunks) expect(chunk).not.toMatch(LONE_SURROGATE);
    }),
  );
});

it('takes the first and the last tokens of a text, no character in half', () => {
  const text = 'abc😀defg';
  expect([firstTokens(text, 1), lastTokens(text, 1), lastTokens('ab😀cde', 1), firstTokens(text, 9)]).toEqual([
    'abc',
    'defg',
    'cde',
    text,
  ]);
});
