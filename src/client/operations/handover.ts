import type { CallOptions } from '../../core/request.js';
import type { TimeoutOptions } from '../../core/timeouts.js';
import { Call } from '../call/call.js';
import type { Engine } from '../engine.js';
import type { AnswerFacts, Destination, Operation, OperationContext, Watching } from './operation.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';

/** An answer that is handed to the caller as it is: whole, or at its first content and still coming. */
export interface Handover<Value> {
  readonly value: Value;
  /** What is known of a whole answer; for one that is still coming, resolves at its proper end and rejects at any other. */
  readonly end: AnswerFacts | Promise<AnswerFacts>;
}

/** A call, as far as those minds it who hand on its answer piece by piece. */
export interface LiveAnswer {
  /** Ends the call, and there is nobody to tell: the consumer left. */
  abandon(): void;
  /** Resolves with the error that the call ended with: an `LlmError`, or the reason of an abort. */
  readonly failure: Promise<unknown>;
}

/** What a handover is made of. */
export interface HandoverInit<Value> {
  readonly engine: Engine;
  readonly destination: Destination;
  readonly watching: Watching;
  readonly options: CallOptions & { readonly timeouts?: TimeoutOptions };
  /** Whether the same request can be sent again; one whose body is a stream can't. */
  readonly canRepeat: boolean;
  readonly size: RequestSize;
  /** Sends exactly one request. */
  send(context: OperationContext, answer: LiveAnswer): Promise<Handover<Value>>;
}

/** Makes a call whose answer is handed on as it is; rejects as any call does, and never after it was handed over. */
export function handOver<Value>(init: HandoverInit<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const operation = new HandoverOperation<Value>(init, { resolve, reject });
    const { engine, destination, options } = init;
    const call = new Call<Handover<Value>, Value>({
      engine,
      operation,
      destinations: [destination],
      // What is handed over can't begin again.
      options: { ...options, onStreamFailure: 'fail' },
    });
    operation.call = call;
    call.promise.then(operation.succeed, operation.fail);
    call.start();
  });
}

/** Who waits for an answer. */
interface Asker<Value> {
  resolve(value: Value): void;
  reject(error: unknown): void;
}

const NO_FACTS: AnswerFacts = { usage: {}, finishReason: undefined };
/** What is left of an answer that was handed over. */
const HANDED_OVER: Handover<never> = { value: undefined as never, end: NO_FACTS };

class HandoverOperation<Value> implements Operation<Handover<Value>, Value>, LiveAnswer {
  readonly #init: HandoverInit<Value>;
  /**
   * Until the answer is handed over. A call lasts as long as its stream, and must not hold what it handed over: nobody
   * could see then that it was dropped.
   */
  #asker: Asker<Value> | undefined;
  #facts: AnswerFacts = NO_FACTS;
  #isOut = false;
  /** Set before it starts. */
  call!: Pick<Call<Handover<Value>, Value>, 'abandon' | 'promise'>;

  constructor(init: HandoverInit<Value>, asker: Asker<Value>) {
    this.#init = init;
    this.#asker = asker;
  }

  readonly succeed = (value: Value): void => {
    this.#asker?.resolve(value);
    this.#asker = undefined;
  };

  readonly fail = (error: unknown): void => {
    this.#asker?.reject(error);
  };

  get size(): RequestSize {
    return this.#init.size;
  }

  get failure(): Promise<unknown> {
    return this.call.promise.then(
      () => new Promise<never>(() => undefined),
      (error: unknown) => error,
    );
  }

  abandon(): void {
    this.call.abandon();
  }

  watching(): Watching {
    return this.#init.watching;
  }

  /** No async function: its frame would stand around each request. */
  attempt(context: OperationContext): Promise<Handover<Value>> {
    if (!this.#init.canRepeat) this.#isOut = true;
    return this.#init.send(context, this).then((handover) => {
      const { value, end } = handover;
      if (!(end instanceof Promise)) {
        this.#facts = end;
        return handover;
      }
      // An attempt that is over, such as one that timed out meanwhile, hands nothing over.
      context.signal.throwIfAborted();
      this.#isOut = true;
      this.succeed(value);
      return end.then((facts) => {
        this.#facts = facts;
        return HANDED_OVER;
      });
    });
  }

  facts(): AnswerFacts {
    return this.#facts;
  }

  finish({ value }: Handover<Value>): Value {
    return value;
  }

  hasHandedOut(): boolean {
    return this.#isOut;
  }

  restart(): void {
    throw new Error('An answer that was handed over can not begin again.');
  }
}
