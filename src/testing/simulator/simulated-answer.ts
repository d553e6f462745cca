/** What stands before the text of a line: indentation and the mark of a heading, list or quotation. */
const LINE_PREFIX = /^[ \t]*(?:#{1,6} |[-*+>] |\d{1,9}[.)] )?/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const ASCII_WORD = /^[A-Za-z0-9]+$/;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * What the simulator's models say by default: a stand-in for a translation. Each line keeps its place, its Markdown
 * mark and its punctuation; its words are written backwards between « and ». It is as long as the text (two
 * characters more for each line), differs from it wherever there is any, and is always the same for the same text: a
 * test can check that an answer is whole.
 * @example
 * simulatedAnswer('# One day\n\nShe left.'); // '# «enO yad»\n\n«ehS tfel.»'
 */
export function simulatedAnswer(text: string): string {
  return text.split('\n').map(answerLine).join('\n');
}

function answerLine(line: string): string {
  const prefix = LINE_PREFIX.exec(line)?.[0] ?? '';
  const content = line.slice(prefix.length).trimEnd();
  if (content === '') return line;
  const rest = line.slice(prefix.length + content.length);
  return `${prefix}«${content.replace(WORD, backwards)}»${rest}`;
}

function backwards(word: string): string {
  // Letters with combining marks are more than one code point each.
  const letters = ASCII_WORD.test(word) ? [...word] : Array.from(graphemes.segment(word), (part) => part.segment);
  return letters.reverse().join('');
}

/**
 * How the simulator counts tokens: a quarter of the characters (UTF-16 code units), rounded up. A prompt's tokens are
 * those of all its messages together.
 */
export function simulatedTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/** The first `tokens` tokens of a text, no character cut in half. @internal */
export function firstTokens(text: string, tokens: number): string {
  const end = tokens * 4;
  if (end >= text.length) return text;
  return text.slice(0, isHighSurrogate(text, end - 1) ? end - 1 : end);
}

/** The last `tokens` tokens of a text, no character cut in half. @internal */
export function lastTokens(text: string, tokens: number): string {
  const start = Math.max(0, text.length - tokens * 4);
  return text.slice(start > 0 && isHighSurrogate(text, start - 1) ? start + 1 : start);
}

/** A text in pieces of `size` characters or one more, no character cut in half. @internal */
export function chunksOf(text: string, size: number): readonly string[] {
  const chunks: string[] = [];
  for (let start = 0; start < text.length;) {
    let end = start + size;
    if (isHighSurrogate(text, end - 1)) end += 1;
    chunks.push(text.slice(start, end));
    start = end;
  }
  return chunks;
}

function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}
