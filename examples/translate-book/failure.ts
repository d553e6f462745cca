import { isLlmError, type ErrorKind } from 'llm-resilience';
import { UserError } from './user-error.js';

/** Why a chapter or the whole job failed, in a form that is safe to store: no key, no prompt, no text of the book. */
export interface Failure {
  readonly kind: ErrorKind | 'bad-translation' | 'unreadable-chapter' | 'files' | 'program-error';
  /** What a person can do. */
  readonly advice: string;
  /** When it is worth coming back, in epoch ms. */
  readonly resetsAt?: number;
  /** Why the call ended where it did. */
  readonly reason?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly keyId?: string;
  readonly status?: number;
}

/** A failure with its words, which may quote a provider: for the screen, not for the report. */
export interface ToldFailure extends Failure {
  readonly message: string;
}

/** The model answered, and the answer can't be used. */
export class BadTranslation extends Error {
  override readonly name = 'BadTranslation';
}

/** Reads what was thrown. */
export function toFailure(error: unknown): ToldFailure {
  if (isLlmError(error)) {
    return {
      kind: error.kind,
      message: error.message,
      advice: error.advice,
      reason: error.reason,
      provider: error.provider,
      model: error.model,
      ...(error.keyId === undefined ? {} : { keyId: error.keyId }),
      ...(error.resetsAt === undefined ? {} : { resetsAt: error.resetsAt }),
      ...(error.classification.status === undefined ? {} : { status: error.classification.status }),
    };
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof BadTranslation) {
    return { kind: 'bad-translation', message, advice: 'Try another model, or smaller pieces (--piece-chars).' };
  }
  if (error instanceof UserError) {
    return {
      kind: 'files',
      message,
      advice: 'Put it right and run the same command again; nothing that is saved is asked for again.',
    };
  }
  return {
    kind: 'program-error',
    message,
    advice: 'This is a fault of the program or of its options; please report it.',
  };
}

/** The same without its words. */
export function withoutWords(failure: ToldFailure): Failure {
  const { message: _message, ...rest } = failure;
  return rest;
}
