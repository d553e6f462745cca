import { isLlmError, type ChatReply } from 'llm-resilience';
import type { BookClient } from './book-client.js';
import { checkReply } from './check-reply.js';
import type { Checkpoint } from './checkpoint.js';
import { BadTranslation } from './failure.js';
import { pieceKey, type PieceIdentity } from './piece-key.js';
import { joinPieces, splitIntoPieces } from './pieces.js';
import { translationMessages } from './prompt.js';

/** A piece in the language of the out folder. */
export interface TranslatedPiece {
  readonly text: string;
  readonly warnings: readonly string[];
}

/** All that translating a piece needs. */
export interface PieceContext {
  readonly client: Pick<BookClient, 'chat'>;
  readonly checkpoint: Pick<Checkpoint, 'add' | 'piece' | 'wasCut'>;
  readonly identity: PieceIdentity;
  readonly fallbacks: readonly string[];
  readonly chapter: string;
  readonly signal: AbortSignal;
}

/** A piece, and how often it was halved to become it. */
interface PieceAtDepth {
  readonly piece: string;
  readonly depth: number;
}

/** How often an answer that can't be used is asked for again, the first time included. */
const MAX_ASKS = 3;
/** How often a piece is halved: 2,500 characters end as about 300. */
const MAX_HALVINGS = 3;

/**
 * Translates a piece, or takes it from the checkpoint. A piece whose answer was cut off is halved and each half asked
 * for, since the same request would be cut off at the same place.
 * @throws LlmError as the client; BadTranslation where no answer can be used; the reason of the signal.
 */
export async function translatePiece(piece: string, context: PieceContext): Promise<TranslatedPiece> {
  return translateAtDepth({ piece, depth: 0 }, context);
}

async function translateAtDepth({ piece, depth }: PieceAtDepth, context: PieceContext): Promise<TranslatedPiece> {
  const { checkpoint } = context;
  const key = pieceKey(piece, context.identity);
  const saved = checkpoint.piece(key);
  if (saved !== undefined) return { text: saved.text, warnings: saved.warnings ?? [] };
  if (!checkpoint.wasCut(key)) {
    const answer = await ask(piece, context);
    if (answer !== 'too-long') {
      await checkpoint.add({
        type: 'piece',
        key,
        chapter: context.chapter,
        text: answer.text,
        ...(answer.warnings.length === 0 ? {} : { warnings: answer.warnings }),
      });
      return answer;
    }
    await checkpoint.add({ type: 'cut', key });
  }
  if (depth >= MAX_HALVINGS) {
    throw new BadTranslation(`The model cuts its answer off even for a piece of ${piece.length} characters.`);
  }
  return translateHalves({ piece, depth }, context);
}

async function translateHalves({ piece, depth }: PieceAtDepth, context: PieceContext): Promise<TranslatedPiece> {
  const segments = splitIntoPieces(piece, {
    format: 'markdown',
    maxChars: Math.ceil(piece.length / 2),
    language: context.identity.from,
  });
  const translations = new Map<string, string>();
  const warnings: string[] = [];
  for (const segment of segments) {
    if (segment.type === 'gap') continue;
    const half = await translateAtDepth({ piece: segment.text, depth: depth + 1 }, context);
    translations.set(segment.text, half.text);
    warnings.push(...half.warnings);
  }
  return { text: joinPieces(segments, (text) => translations.get(text) ?? text), warnings };
}

async function ask(piece: string, context: PieceContext): Promise<TranslatedPiece | 'too-long'> {
  let problem = '';
  for (let asked = 1; asked <= MAX_ASKS; asked += 1) {
    const reply = await chat(piece, context);
    if (reply === 'too-long') return reply;
    const check = checkReply(piece, reply);
    switch (check.type) {
      case 'good':
        return check;
      case 'cut':
        return 'too-long';
      case 'bad':
        problem = check.problem;
        break;
      default:
        check satisfies never;
    }
  }
  throw new BadTranslation(`No answer could be used: ${problem}, ${MAX_ASKS} times.`);
}

async function chat(piece: string, context: PieceContext): Promise<ChatReply | 'too-long'> {
  try {
    return await context.client.chat({
      model: context.identity.model,
      fallbacks: context.fallbacks,
      messages: translationMessages(piece, context.identity),
      metadata: { chapter: context.chapter },
      signal: context.signal,
    });
  } catch (error) {
    if (isLlmError(error) && error.kind === 'context-length') return 'too-long';
    throw error;
  }
}
