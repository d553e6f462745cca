import type { AnswerFacts, OperationContext } from '../../client/operations/operation.js';
import { IdleConsumer, leaveWhenDropped } from '../../client/operations/idle-consumer.js';
import type { LiveAnswer } from '../../client/operations/handover.js';
import type { Clock } from '../../core/clock.js';
import type { AnswerJudge } from './answer-judge.js';

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** What a streamed answer is made of whose first content is there. */
export interface GuardedStreamInit {
  /** What was read up to its first content. */
  readonly first: readonly Uint8Array[];
  readonly reader: Reader;
  readonly judge: AnswerJudge;
  readonly context: Pick<OperationContext, 'signal' | 'watch' | 'giveWay'>;
  readonly answer: LiveAnswer;
  readonly clock: Clock;
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
  const { reader, judge, answer, clock } = init;
  const { signal, watch, giveWay } = init.context;
  const waiting = [...init.first];
  const consumer = new IdleConsumer(clock, () => {
    giveWay();
    // To watch over each stream from its beginning would cost more than the rest of it.
    leaveWhenDropped(held.deref(), leaveUnread);
  });
  let succeed!: (facts: AnswerFacts) => void;
  let fail!: (error: unknown) => void;
  const end = new Promise<AnswerFacts>((resolve, reject) => {
    succeed = resolve;
    fail = reject;
  });
  const isWhole = (): void => {
    consumer.stop();
    succeed({ usage: judge.usage, finishReason: undefined });
  };
  // Some SDKs read up to the last event and no further: the answer is whole when that has come.
  if (judge.isLast) isWhole();
  // From here on time counts only while the consumer waits for more.
  watch.pause();
  consumer.rests();

  // Held weakly: who still holds the stream is who reads it, and the call that does not end must not be one of them.
  let held!: WeakRef<ReadableStreamDefaultController<Uint8Array>>;
  let state: 'idle' | 'reading' | 'over' = 'idle';
  const isOver = (): void => {
    state = 'over';
    consumer.stop();
  };
  const breakOff = (error: unknown): void => {
    if (state === 'over') return;
    isOver();
    if (judge.isLast) {
      // All of it came; how its connection ends is of no concern.
      held.deref()?.close();
      return;
    }
    fail(error);
    reader.cancel(error).catch(() => undefined);
    void answer.failure.then((told) => held.deref()?.error(told));
  };
  const leave = (reason?: unknown): Promise<void> => {
    isOver();
    // First: to abandon the call aborts the request, and a stream that failed of it can't be cancelled any more.
    const cancelled = reader.cancel(reason).catch(() => undefined);
    if (judge.isComplete) isWhole();
    else answer.abandon();
    return cancelled;
  };
  const leaveUnread = (): void => {
    if (state !== 'over' && !judge.isLast) void leave();
  };
  const onRead = ({ done, value }: Awaited<ReturnType<Reader['read']>>): void => {
    if (state === 'over') return;
    state = 'idle';
    // Before the sign of life, which is then no time to look up: the idle time begins anew with `resume()`.
    watch.pause();
    try {
      if (done) judge.finish();
      else if (judge.push(value)) watch.progress();
    } catch (error) {
      breakOff(error);
      return;
    }
    if (done || judge.isLast) isWhole();
    consumer.rests();
    if (done) held.deref()?.close();
    else held.deref()?.enqueue(value);
  };
  // A `fetch` of the user's own may not end its body with the signal.
  const onAbort = (): void => {
    consumer.stop();
    if (state === 'reading') breakOff(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });

  // What it calls for each piece is made once, for all of them.
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        held = new WeakRef(controller);
      },
      pull(controller) {
        const kept = waiting.shift();
        if (kept !== undefined) {
          consumer.rests();
          controller.enqueue(kept);
          return undefined;
        }
        watch.resume();
        consumer.asks();
        state = 'reading';
        if (signal.aborted) onAbort();
        return reader.read().then(onRead, breakOff);
      },
      cancel: leave,
    },
    // Nothing is read ahead: the consumer's pauses are not the provider's.
    { highWaterMark: 0 },
  );
  return { body, end };
}
