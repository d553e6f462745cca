import type { Handover } from '../../client/operations/handover.js';
import { IdleConsumer, leaveWhenDropped } from '../../client/operations/idle-consumer.js';
import type { AnswerFacts, OperationContext } from '../../client/operations/operation.js';
import { isLlmError } from '../../core/error.js';
import { answerFault } from '../../transport/answers/answer-fault.js';
import { failureOf, type Receiver } from './layer.js';
import {
  isMadeUp,
  toFinishReason,
  toUsage,
  unifiedReason,
  type SpecifiedReason,
  type SpecifiedUsage,
} from './model.js';

/** A part of a streamed answer, as far as it is read. */
interface Part {
  readonly type: string;
  readonly delta?: string;
  readonly error?: unknown;
  readonly finishReason?: SpecifiedReason;
  readonly usage?: SpecifiedUsage;
}

/** What a streaming model gives. */
export interface StreamResult {
  readonly stream: ReadableStream<unknown>;
}

/** Parts that tell of an answer, or frame it, and bring nothing of it. */
const FRAMES = new Set([
  'stream-start',
  'response-metadata',
  'raw',
  'text-start',
  'text-end',
  'reasoning-start',
  'reasoning-end',
]);

/** Reads a streamed answer as it passes, and throws where it is none. */
class PartJudge {
  hasContent = false;
  #facts: AnswerFacts | undefined;

  /** What is known at the proper end; `undefined` before it. */
  get facts(): AnswerFacts | undefined {
    return this.#facts;
  }

  /** @returns whether the part brings anything of the answer */
  push(part: Part): boolean {
    if (part.type === 'error') throw failureOf(part.error);
    if (part.type === 'finish') {
      const reason = unifiedReason(part.finishReason);
      if (isMadeUp(part.finishReason)) throw answerFault('STREAM_WITHOUT_END', 'The stream ended without its end.');
      if (reason === 'error') throw answerFault('UNREADABLE_ANSWER', 'The stream ended with an error.');
      const isPlainEnd = reason === undefined || reason === 'stop' || reason === 'other';
      if (!this.hasContent && isPlainEnd) throw answerFault('EMPTY_ANSWER', 'The answer has no content.');
      this.#facts = { usage: toUsage(part.usage), finishReason: toFinishReason(part.finishReason) };
      return false;
    }
    if (FRAMES.has(part.type) || part.delta === '') return false;
    this.hasContent = true;
    return true;
  }

  finish(): AnswerFacts {
    if (this.#facts === undefined) throw answerFault('STREAM_WITHOUT_END', 'The stream ended without its end.');
    return this.#facts;
  }
}

/** Holds a stream back up to its first content: until then it can begin again, and nobody has seen any of it. */
export async function receiveStream<Value extends StreamResult>(
  value: Value,
  context: OperationContext,
  by: Receiver,
): Promise<Handover<Value>> {
  const { signal, watch } = context;
  const judge = new PartJudge();
  const reader = (value.stream as ReadableStream<Part>).getReader();
  const letGo = (): void => void reader.cancel(signal.reason).catch(() => undefined);
  signal.addEventListener('abort', letGo, { once: true });
  const first: Part[] = [];
  try {
    while (!judge.hasContent && judge.facts === undefined) {
      const { done, value: part } = await reader.read();
      signal.throwIfAborted();
      if (done) {
        judge.finish();
        break;
      }
      judge.push(part);
      first.push(part);
    }
  } catch (error) {
    letGo();
    throw failureOf(error);
  }
  watch.progress();
  const guarded = guardParts({ first, reader, judge, context, ...by });
  return { value: { ...value, stream: guarded.stream }, end: guarded.end };
}

interface GuardInit extends Receiver {
  readonly first: Part[];
  readonly reader: ReadableStreamDefaultReader<Part>;
  readonly judge: PartJudge;
  readonly context: OperationContext;
}

/**
 * Hands a stream on at its consumer's pace. One that breaks off ends as the AI SDK's own do: with an error as a part. A
 * consumer that takes no more of it holds no place that others wait for.
 */
function guardParts({ first, reader, judge, context, answer, clock }: GuardInit): {
  readonly stream: ReadableStream<Part>;
  readonly end: Promise<AnswerFacts>;
} {
  const { watch, signal, giveWay } = context;
  // Held weakly: who still holds the stream is who reads it, and the call that does not end must not be one of them.
  let held!: WeakRef<ReadableStreamDefaultController<Part>>;
  const leave = (reason?: unknown): Promise<void> => {
    consumer.stop();
    // First: to abandon the call aborts the request, and a stream that failed of it can't be cancelled any more.
    const cancelled = reader.cancel(reason).catch(() => undefined);
    if (judge.facts === undefined) answer.abandon();
    return cancelled;
  };
  const consumer = new IdleConsumer(clock, () => {
    giveWay();
    leaveWhenDropped(held.deref(), () => void leave());
  });
  signal.addEventListener(
    'abort',
    () => {
      consumer.stop();
      void reader.cancel(signal.reason).catch(() => undefined);
    },
    { once: true },
  );
  let succeed!: (facts: AnswerFacts) => void;
  let fail!: (error: unknown) => void;
  const end = new Promise<AnswerFacts>((resolve, reject) => {
    succeed = resolve;
    fail = reject;
  });
  const isWhole = (facts: AnswerFacts): void => {
    consumer.stop();
    succeed(facts);
  };
  if (judge.facts !== undefined) isWhole(judge.facts);
  // From here on time counts only while the consumer waits for more.
  watch.pause();
  consumer.rests();
  const stream = new ReadableStream<Part>(
    {
      start(controller) {
        held = new WeakRef(controller);
      },
      async pull(controller) {
        const kept = first.shift();
        if (kept !== undefined) {
          consumer.rests();
          controller.enqueue(kept);
          return;
        }
        watch.resume();
        consumer.asks();
        try {
          const { done, value } = await reader.read();
          if (done) {
            isWhole(judge.finish());
            controller.close();
            return;
          }
          if (judge.push(value)) watch.progress();
          if (judge.facts !== undefined) isWhole(judge.facts);
          watch.pause();
          consumer.rests();
          controller.enqueue(value);
        } catch (error) {
          consumer.stop();
          fail(failureOf(error));
          reader.cancel(error).catch(() => undefined);
          const failure = await answer.failure;
          if (isLlmError(failure)) {
            controller.enqueue({ type: 'error', error: failure });
            controller.close();
          } else {
            // The caller's own abort: the AI SDK knows its reason.
            controller.error(failure);
          }
        }
      },
      cancel: leave,
    },
    // Nothing is read ahead: the consumer's pauses are not the provider's.
    { highWaterMark: 0 },
  );
  return { stream, end };
}
