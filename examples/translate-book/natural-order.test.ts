import { expect, test } from 'vitest';
import { compareNaturally } from './natural-order.js';

test('numbers in names are compared as numbers', () => {
  const names = ['chapter-10.md', 'chapter-2.md', 'Chapter-1.md', 'chapter-02b.md', 'epilogue.md'];

  expect(names.toSorted(compareNaturally)).toEqual([
    'Chapter-1.md',
    'chapter-2.md',
    'chapter-02b.md',
    'chapter-10.md',
    'epilogue.md',
  ]);
});

test('names that differ in zeros only have one order', () => {
  expect(['c-1.md', 'c-01.md'].toSorted(compareNaturally)).toEqual(['c-01.md', 'c-1.md'].toSorted(compareNaturally));
});
