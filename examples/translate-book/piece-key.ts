import { createHash } from 'node:crypto';
import { PROMPT_VERSION, type Languages } from './prompt.js';

/** What a translation depends on; another value of any of it is another translation. */
export interface PieceIdentity extends Languages {
  /** `prefix/name` of the model that is asked first. */
  readonly model: string;
}

/** The name under which a piece stands in the checkpoint. */
export function pieceKey(text: string, identity: PieceIdentity): string {
  return hash(JSON.stringify([PROMPT_VERSION, identity.model, identity.from, identity.to, text]));
}

/** A short, stable name of any text. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
