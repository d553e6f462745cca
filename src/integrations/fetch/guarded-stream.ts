import type { AnswerFacts, AttemptWatch } from '../../client/operation.js';
import type { LiveAnswer } from '../../client/handover.js';
import type { AnswerJudge } from './answer-judge.js';

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** What a streamed answer is made of whose first content is there. */
export interface GuardedStreamInit {
  /** What was read up to its first content. */
  readonly first: readonly Uint8Array[];
  readonly reader: Reader;
  readonly judge: AnswerJudge;
  readonly watch: AttemptWatch;
  readonly answer: LiveAnswer;
  readonly signal: AbortSignal;
}

/** An answer that goes on to the consumer, at the consumer's pace. */
export interface GuardedStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Resolves at the proper end; rejects at any other. */
  readonly end: Promise<AnswerFacts>;
}

/**
 * Hands a streamed answer on and watches over its end: one that breaks off fails the stream, so that no SDK takes a
 * half for the whole.
 */
export function guardStream(init: GuardedStreamInit): GuardedStream {
  const { reader, judge, watch, answer, signal } = init;
  const waiting = [...init.first];
  let succeed!: (facts: AnswerFacts) => void;
  let fail!: (error: unknown) => void;
  const end = new Promise<AnswerFacts>((resolve, reject) => {
    succeed = resolve;
    fail = reject;
  });
  const facts = (): AnswerFacts => ({ usage: judge.usage, finishReason: undefined });
  // Some SDKs read up to the last event and no further: the answer is whole when that has come.
  if (judge.isLast) succeed(facts());
  // From here on time counts only while the consumer waits for more.
  watch.pause();

  const read = readerOf(reader, signal);
  const next = async (): Promise<Uint8Array | undefined> => {
    const { done, value } = await read();
    if (done) judge.finish();
    else if (judge.push(value)) watch.progress();
    if (done || judge.isLast) succeed(facts());
    return value;
  };

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const kept = waiting.shift();
        if (kept !== undefined) {
          controller.enqueue(kept);
          return;
        }
        watch.resume();
        try {
          const chunk = await next();
          if (chunk === undefined) controller.close();
          else controller.enqueue(chunk);
          watch.pause();
        } catch (error) {
          if (judge.isLast) {
            // All of it came; how its connection ends is of no concern.
            controller.close();
            return;
          }
          fail(error);
          reader.cancel(error).catch(() => undefined);
          controller.error(await answer.failure);
        }
      },
      cancel(reason) {
        if (judge.isComplete) succeed(facts());
        else answer.abandon();
        return reader.cancel(reason);
      },
    },
    // Nothing is read ahead: the consumer's pauses are not the provider's.
    { highWaterMark: 0 },
  );
  return { body, end };
}

/** Reads until the signal aborts: a `fetch` of the user's own may not end its body with it. */
function readerOf(reader: Reader, signal: AbortSignal): Reader['read'] {
  let onAbort: (() => void) | undefined;
  signal.addEventListener('abort', () => onAbort?.(), { once: true });
  return () =>
    new Promise((resolve, reject) => {
      onAbort = () => reject(signal.reason as Error);
      if (signal.aborted) onAbort();
      else reader.read().then(resolve, reject);
    });
}
