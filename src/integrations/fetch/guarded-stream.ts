import type { AnswerFacts, AttemptWatch } from '../../client/operations/operation.js';
import type { LiveAnswer } from '../../client/operations/handover.js';
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

  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let state: 'idle' | 'reading' | 'over' = 'idle';
  const breakOff = (error: unknown): void => {
    if (state === 'over') return;
    state = 'over';
    if (judge.isLast) {
      // All of it came; how its connection ends is of no concern.
      controller.close();
      return;
    }
    fail(error);
    reader.cancel(error).catch(() => undefined);
    void answer.failure.then((told) => controller.error(told));
  };
  const onRead = ({ done, value }: Awaited<ReturnType<Reader['read']>>): void => {
    if (state === 'over') return;
    state = 'idle';
    try {
      if (done) judge.finish();
      else if (judge.push(value)) watch.progress();
    } catch (error) {
      breakOff(error);
      return;
    }
    if (done || judge.isLast) succeed(facts());
    if (done) controller.close();
    else controller.enqueue(value);
    watch.pause();
  };
  // A `fetch` of the user's own may not end its body with the signal.
  const onAbort = (): void => {
    if (state === 'reading') breakOff(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });

  // What it calls for each piece is made once, for all of them.
  const body = new ReadableStream<Uint8Array>(
    {
      start(own) {
        controller = own;
      },
      pull() {
        const kept = waiting.shift();
        if (kept !== undefined) {
          controller.enqueue(kept);
          return undefined;
        }
        watch.resume();
        state = 'reading';
        if (signal.aborted) onAbort();
        return reader.read().then(onRead, breakOff);
      },
      cancel(reason) {
        state = 'over';
        // First: to abandon the call aborts the request, and a stream that failed of it can't be cancelled any more.
        const cancelled = reader.cancel(reason).catch(() => undefined);
        if (judge.isComplete) succeed(facts());
        else answer.abandon();
        return cancelled;
      },
    },
    // Nothing is read ahead: the consumer's pauses are not the provider's.
    { highWaterMark: 0 },
  );
  return { body, end };
}
