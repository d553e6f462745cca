import { hash, pieceKey, type PieceIdentity } from './piece-key.js';
import { piecesOf, splitIntoPieces, type Segment } from './pieces.js';
import type { Chapter } from './chapters.js';

/** A chapter, cut and ready to be translated. */
export interface PlannedChapter {
  readonly name: string;
  /** Line ends are `\n` in here. */
  readonly segments: readonly Segment[];
  /** The texts to translate. */
  readonly pieces: readonly string[];
  readonly lineEnd: '\n' | '\r\n';
  /** Names text and languages, whatever the model: a book may be finished by another model than began it. */
  readonly source: string;
}

/** Cuts a chapter. */
export function planChapter(
  chapter: Extract<Chapter, { type: 'text' }>,
  options: { readonly identity: PieceIdentity; readonly pieceChars: number },
): PlannedChapter {
  const { from, to } = options.identity;
  const segments = splitIntoPieces(chapter.text.replaceAll('\r\n', '\n'), {
    format: chapter.format,
    maxChars: options.pieceChars,
    language: from,
  });
  return {
    name: chapter.name,
    segments,
    pieces: piecesOf(segments),
    lineEnd: chapter.text.includes('\r\n') ? '\r\n' : '\n',
    source: hash(JSON.stringify([from, to, chapter.text])),
  };
}

/** How many of a chapter's pieces are saved. */
export function countSaved(
  chapter: PlannedChapter,
  options: { readonly identity: PieceIdentity; readonly isSaved: (key: string) => boolean },
): number {
  return chapter.pieces.filter((piece) => options.isSaved(pieceKey(piece, options.identity))).length;
}
