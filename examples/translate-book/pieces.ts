import { cutProse } from './cut-prose.js';
import { splitIntoBlocks, type ChapterFormat } from './blocks.js';

/**
 * A chapter is a row of segments whose texts, put together, are the chapter to the last character: pieces are
 * translated, everything between them (blank lines, code blocks, indentation) is kept.
 */
export type Segment =
  { readonly type: 'piece'; readonly text: string } | { readonly type: 'gap'; readonly text: string };

/** How a chapter is cut. */
export interface PieceOptions {
  readonly format: ChapterFormat;
  /** The longest piece, in UTF-16 units. */
  readonly maxChars: number;
  /** The language of the text, for its sentence borders. */
  readonly language: string;
}

const LETTER = /\p{L}/u;
const HEADING = /^#{1,6}\s/;

/** Cuts a chapter at its paragraph borders; a paragraph that alone is too long is cut between sentences. */
export function splitIntoPieces(chapter: string, options: PieceOptions): readonly Segment[] {
  const segments: Segment[] = [];
  let open = '';
  const close = (): void => {
    pushTrimmed(segments, open);
    open = '';
  };
  for (const block of splitIntoBlocks(chapter, options.format)) {
    if (block.type === 'code') {
      close();
      pushGap(segments, block.text);
      continue;
    }
    if (block.type === 'prose' && open.trim() !== '' && open.length + block.text.trimEnd().length > options.maxChars) {
      const heading = takeTrailingHeading(open);
      open = open.slice(0, open.length - heading.length);
      close();
      open = heading;
    }
    if (block.type === 'prose' && open.length + block.text.trimEnd().length > options.maxChars) {
      close();
      for (const part of cutProse(block.text, options)) pushTrimmed(segments, part);
      continue;
    }
    open += block.text;
  }
  close();
  return segments;
}

/** Puts a chapter together again; `translate` gives the text of each piece. */
export function joinPieces(segments: readonly Segment[], translate: (piece: string) => string): string {
  return segments.map((segment) => (segment.type === 'piece' ? translate(segment.text) : segment.text)).join('');
}

/** The texts to be translated, in their order. */
export function piecesOf(segments: readonly Segment[]): readonly string[] {
  return segments.flatMap((segment) => (segment.type === 'piece' ? [segment.text] : []));
}

function pushTrimmed(segments: Segment[], text: string): void {
  const core = text.trim();
  const start = text.length - text.trimStart().length;
  pushGap(segments, text.slice(0, start));
  // Scene breaks, numbers and the like have nothing to translate: no request for them.
  if (LETTER.test(core)) segments.push({ type: 'piece', text: core });
  else pushGap(segments, core);
  pushGap(segments, text.slice(start + core.length));
}

function pushGap(segments: Segment[], text: string): void {
  if (text === '') return;
  const last = segments.at(-1);
  if (last?.type === 'gap') segments[segments.length - 1] = { type: 'gap', text: last.text + text };
  else segments.push({ type: 'gap', text });
}

/** A heading at the end of a piece belongs to what follows it. */
function takeTrailingHeading(text: string): string {
  const start = text.trimEnd().lastIndexOf('\n') + 1;
  return start > 0 && HEADING.test(text.slice(start)) ? text.slice(start) : '';
}
