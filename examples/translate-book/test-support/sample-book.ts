/** Short, with emphasis. */
export const ONE = '# One\n\nThe first chapter, with ***emphasis*** and a few words more than forty letters.\n';
/** With the line ends of Windows and a code block. */
export const TWO = '# Two\r\n\r\nThe second chapter.\r\n\r\n```\r\ncode stays\r\n```\r\n';
/** Six paragraphs, each a piece of its own in most tests. */
export const LONG = Array.from(
  { length: 6 },
  (_, index) => `Paragraph ${index} ${'has some more words '.repeat(8)}here.`,
).join('\n\n');

/** Its names are out of order for a computer. */
export const book = { 'book/chapter-1.md': ONE, 'book/chapter-2.md': TWO, 'book/chapter-10.txt': LONG };
