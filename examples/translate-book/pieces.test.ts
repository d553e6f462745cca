import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { joinPieces, piecesOf, splitIntoPieces, type PieceOptions } from './pieces.js';

const markdown: PieceOptions = { format: 'markdown', maxChars: 60, language: 'en' };

const line = fc.oneof(
  fc.constantFrom(
    '',
    '  ',
    '```',
    '~~~',
    '```js',
    '# Title',
    '| a | b |',
    '* * *',
    '- item',
    '> said',
    '\uFEFF',
    '1. one',
  ),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.lorem({ maxCount: 12 }),
);
const chapter = fc.array(line, { maxLength: 30 }).map((lines) => lines.join('\n'));
const options = fc.record<PieceOptions>({
  format: fc.constantFrom('markdown', 'text'),
  maxChars: fc.integer({ min: 1, max: 300 }),
  language: fc.constantFrom('en', 'ja', 'th'),
});

describe('splitIntoPieces', () => {
  test('puts every text together again to the last character', () => {
    fc.assert(
      fc.property(chapter, options, (text, how) => {
        expect(joinPieces(splitIntoPieces(text, how), (piece) => piece)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  test('makes no piece longer than the bound, but for a single character', () => {
    fc.assert(
      fc.property(chapter, options, (text, how) => {
        const tooLong = piecesOf(splitIntoPieces(text, how)).filter((piece) => piece.length > how.maxChars);
        const segmenter = new Intl.Segmenter(how.language);
        expect(tooLong.filter((piece) => [...segmenter.segment(piece)].length > 1)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('keeps white space at the edges and texts without a letter out of the pieces', () => {
    fc.assert(
      fc.property(chapter, options, (text, how) => {
        const pieces = piecesOf(splitIntoPieces(text, how));
        expect(pieces.filter((piece) => piece !== piece.trim() || !/\p{L}/u.test(piece))).toEqual([]);
      }),
    );
  });

  test('gathers paragraphs up to the bound and cuts at blank lines', () => {
    const text = 'One short paragraph.\n\nAnother short paragraph.\n\n\nThe third is one too many.\n';

    expect(splitIntoPieces(text, markdown)).toEqual([
      { type: 'piece', text: 'One short paragraph.\n\nAnother short paragraph.' },
      { type: 'gap', text: '\n\n\n' },
      { type: 'piece', text: 'The third is one too many.' },
      { type: 'gap', text: '\n' },
    ]);
  });

  test('leaves a heading with the paragraph that it stands over', () => {
    const text = 'The end of a paragraph of this chapter.\n\n## Next\n\nIt goes on with another paragraph.';

    expect(piecesOf(splitIntoPieces(text, markdown))).toEqual([
      'The end of a paragraph of this chapter.',
      '## Next\n\nIt goes on with another paragraph.',
    ]);
  });

  test('cuts a long paragraph between its sentences', () => {
    const text = 'The first sentence of it is this one. The second sentence is as long. The third.';

    expect(splitIntoPieces(text, markdown)).toEqual([
      { type: 'piece', text: 'The first sentence of it is this one.' },
      { type: 'gap', text: ' ' },
      { type: 'piece', text: 'The second sentence is as long. The third.' },
    ]);
  });

  test('cuts a long list between its lines only', () => {
    const text = '- The first item. It has two sentences.\n- The second. It has two as well.\n- The third.';

    expect(piecesOf(splitIntoPieces(text, markdown))).toEqual([
      '- The first item. It has two sentences.',
      '- The second. It has two as well.\n- The third.',
    ]);
  });

  test('keeps a code block as it is, blank lines included', () => {
    const text = 'Before.\n\n```js\nconst a = 1;\n\nconst b = 2;\n```\n\nAfter.';

    expect(splitIntoPieces(text, markdown)).toEqual([
      { type: 'piece', text: 'Before.' },
      { type: 'gap', text: '\n\n```js\nconst a = 1;\n\nconst b = 2;\n```\n\n' },
      { type: 'piece', text: 'After.' },
    ]);
  });

  test('takes a fence that is never closed for text, so that nothing stays untranslated behind it', () => {
    expect(piecesOf(splitIntoPieces('```\nNobody closed this.', markdown))).toEqual(['```\nNobody closed this.']);
  });

  test('sends nothing for a chapter without a letter', () => {
    expect(splitIntoPieces('* * *\n\n1 2 3\n', markdown)).toEqual([{ type: 'gap', text: '* * *\n\n1 2 3\n' }]);
  });
});
