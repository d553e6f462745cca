import { EventEmitter } from 'node:events';
import { LlmError, type ChatReply, type ChatRequest, type ErrorKind, type EventOf, type Wait } from 'llm-resilience';
import type { BookClient } from '../book-client.js';

/** What the fake model says to a piece: a text, a reply in part, or what the call rejects with. */
export type FakeAnswer = string | Partial<ChatReply> | Error;

/** A client without a provider. */
export interface FakeClient extends BookClient {
  /** The pieces that were asked for, in their order. */
  readonly asked: readonly string[];
  readonly requests: readonly ChatRequest[];
  shownWaits: readonly Wait[];
  emit(event: EventOf<'wait-start' | 'wait-end'>): void;
}

/** Each word backwards would do as well: it differs from the text, and tells from which text it came. */
export const translationOf = (piece: string): string => piece.replaceAll(/\p{L}+/gu, (word) => `${word}x`);

/** A client that answers by a function; `undefined` is the usual translation. */
export function fakeClient(
  answer: (piece: string, asked: number) => FakeAnswer | undefined | Promise<FakeAnswer | undefined> = () => undefined,
): FakeClient {
  const emitter = new EventEmitter();
  const requests: ChatRequest[] = [];
  const asked: string[] = [];
  const client: FakeClient = {
    asked,
    requests,
    shownWaits: [],
    waits: () => client.shownWaits,
    on(type, listener) {
      emitter.on(type, listener);
      return client;
    },
    once(type, listener) {
      emitter.once(type, listener);
      return client;
    },
    off(type, listener) {
      emitter.off(type, listener);
      return client;
    },
    emit: (event) => void emitter.emit(event.type, event),
    async chat(request) {
      request.signal?.throwIfAborted();
      const content = request.messages.at(-1)?.content;
      const piece = typeof content === 'string' ? content : '';
      requests.push(request);
      asked.push(piece);
      const given = await orAborted(answer(piece, asked.length), request.signal);
      if (given instanceof Error) throw given;
      return replyOf(piece, given);
    },
  };
  return client;
}

function replyOf(piece: string, given: string | Partial<ChatReply> | undefined): ChatReply {
  return {
    text: typeof given === 'string' ? given : translationOf(piece),
    output: undefined,
    toolCalls: [],
    usage: {},
    finishReason: 'stop',
    provider: 'fake',
    model: 'model',
    keyId: undefined,
    attempts: [],
    raw: undefined,
    ...(typeof given === 'object' ? given : {}),
  };
}

/** As a real call: an aborted signal rejects at once, and no listener stays behind. */
function orAborted<Value>(value: Value | Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal?.reason as Error);
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort);
    Promise.resolve(value)
      .finally(() => signal?.removeEventListener('abort', onAbort))
      .then(resolve, reject);
  });
}

/** An error as the client gives it. */
export function llmError(kind: ErrorKind, details: Partial<LlmError['classification']> = {}): LlmError {
  return new LlmError({
    message: `A ${kind} of fake/model.`,
    reason: 'stop',
    provider: 'fake',
    model: 'model',
    keyId: undefined,
    attempts: [],
    cause: undefined,
    classification: {
      kind,
      scope: 'request',
      retryable: false,
      rotateKey: false,
      retryAfterMs: undefined,
      resetsAt: undefined,
      resetSource: undefined,
      status: undefined,
      code: undefined,
      message: 'The words of the provider.',
      advice: 'Do something about it.',
      ...details,
    },
  });
}
