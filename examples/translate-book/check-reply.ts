import type { ChatReply } from 'llm-resilience';

/** What a reply is worth. */
export type ReplyCheck =
  | { readonly type: 'good'; readonly text: string; readonly warnings: readonly string[] }
  | { readonly type: 'cut' }
  | { readonly type: 'bad'; readonly problem: string };

/** Shorter texts may well be the same in both languages: a name, `Amen.`, `Hotel "Europa"`. */
const MIN_ECHO_LETTERS = 40;
const LETTERS = /\p{L}/gu;
const PARAGRAPH_BORDER = /\n[ \t]*\n+/;
const WRAPPING_FENCE = /^(`{3,})(?:markdown|md|text)?\n([\s\S]*)\n\1$/;

/** Looks at what came for a piece. A translation that isn't whole and real must never be written. */
export function checkReply(piece: string, reply: Pick<ChatReply, 'text' | 'finishReason'>): ReplyCheck {
  if (reply.finishReason === 'length') return { type: 'cut' };
  // Only a model that stopped by itself has said all; 'other' may be half of it.
  if (reply.finishReason !== 'stop') return { type: 'bad', problem: `the model ended with '${reply.finishReason}'` };
  const text = unwrap(reply.text, piece);
  if (text === '') return { type: 'bad', problem: 'the answer was empty' };
  if (isEcho(piece, text)) return { type: 'bad', problem: 'the answer was the text itself, untranslated' };
  return { type: 'good', text, warnings: paragraphWarnings(piece, text) };
}

/** Many models put a fence around their whole answer, whatever they are told. */
function unwrap(answer: string, piece: string): string {
  const text = answer.replaceAll('\r\n', '\n').trim();
  if (piece.startsWith('```')) return text;
  return (WRAPPING_FENCE.exec(text)?.[2] ?? text).trim();
}

function isEcho(piece: string, text: string): boolean {
  if ((piece.match(LETTERS)?.length ?? 0) < MIN_ECHO_LETTERS) return false;
  const normal = (value: string): string => value.replaceAll(/\s+/g, ' ').trim();
  return normal(piece) === normal(text);
}

/** A translator may join or part paragraphs, so this is only worth a look by a person. */
function paragraphWarnings(piece: string, text: string): readonly string[] {
  const expected = piece.split(PARAGRAPH_BORDER).length;
  const got = text.split(PARAGRAPH_BORDER).length;
  return expected === got ? [] : [`${got} paragraphs for ${expected}`];
}
