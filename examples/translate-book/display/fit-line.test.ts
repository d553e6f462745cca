import { expect, test } from 'vitest';
import { fitLine } from './fit-line.js';

test('leaves a line that fits', () => {
  expect(fitLine('twelve chars', 12)).toBe('twelve chars');
});

test('cuts a line that would wrap', () => {
  expect(fitLine('thirteen char', 12)).toBe('thirteen ch…');
});

test('counts wide characters as two', () => {
  expect(fitLine('第一章を訳す', 12)).toBe('第一章を訳す');
  expect(fitLine('第一章を訳す。', 12)).toBe('第一章を訳…');
});

test('lets no escape code through', () => {
  expect(fitLine('a\u001b[2Jb\nc', 80)).toBe('a [2Jb c');
});
