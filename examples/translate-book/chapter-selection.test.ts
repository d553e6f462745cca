import { expect, test } from 'vitest';
import { parseChapterSelection, rangesBeyond, selectChapters } from './chapter-selection.js';

test('reads numbers and ranges', () => {
  expect(parseChapterSelection('3-7, 9')).toEqual([
    { first: 3, last: 7 },
    { first: 9, last: 9 },
  ]);
});

test.each(['', '3-', '-3', '7-3', '0', '1.5', 'a', '1,,2', '1 - 2', '99999999'])('refuses %j', (text) => {
  expect(parseChapterSelection(text)).toBeUndefined();
});

test('selects in the order of the folder, each chapter once', () => {
  const ranges = parseChapterSelection('4,2-3,3') ?? [];

  expect(selectChapters(['a', 'b', 'c', 'd', 'e'], ranges)).toEqual(['b', 'c', 'd']);
});

test('names the ranges that reach beyond the last chapter', () => {
  expect(rangesBeyond(7, parseChapterSelection('1-7,6-9,12') ?? [])).toEqual(['6-9', '12']);
});
