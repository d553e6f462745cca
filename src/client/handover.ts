import type { CallOptions } from '../core/request.js';
import type { TimeoutOptions } from '../core/timeouts.js';
import { Call } from './call.js';
import type { Engine } from './engine.js';
import type { AnswerFacts, Destination, Operation, OperationContext, Watching } from './operation.js';
import type { RequestSize } from '../limits/token-estimate.js';

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
    let tellFailure!: (error: unknown) => void;
    const failure = new Promise<unknown>((tell) => {
      tellFailure = tell;
    });
    const live: LiveAnswer = { abandon: () => call.abandon(), failure };
    const operation = new HandoverOperation(init, { live, resolve });
    const { engine, destination, options } = init;
    const call = new Call<Handover<Value>, Value>({
      engine,
      operation,
      destinations: [destination],
      // What is handed over can't begin again.
      options: { ...options, onStreamFailure: 'fail' },
    });
    call.promise.then(resolve, (error: unknown) => {
      tellFailure(error);
      reject(error);
    });
    call.start();
  });
}

class HandoverOperation<Value> implements Operation<Handover<Value>, Value> {
  readonly #init: HandoverInit<Value>;
  readonly #to: { readonly live: LiveAnswer; readonly resolve: (value: Value) => void };
  #facts: AnswerFacts = { usage: {}, finishReason: undefined };
  #isOut = false;

  constructor(init: HandoverInit<Value>, to: { readonly live: LiveAnswer; readonly resolve: (value: Value) => void }) {
    this.#init = init;
    this.#to = to;
  }

  get size(): RequestSize {
    return this.#init.size;
  }

  watching(): Watching {
    return this.#init.watching;
  }

  async attempt(context: OperationContext): Promise<Handover<Value>> {
    if (!this.#init.canRepeat) this.#isOut = true;
    const handover = await this.#init.send(context, this.#to.live);
    if (!(handover.end instanceof Promise)) {
      this.#facts = handover.end;
      return handover;
    }
    // An attempt that is over, such as one that timed out meanwhile, hands nothing over.
    context.signal.throwIfAborted();
    this.#isOut = true;
    this.#to.resolve(handover.value);
    this.#facts = await handover.end;
    return handover;
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
