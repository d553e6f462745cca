import type { AttemptContext, Provider } from '../../core/provider.js';
import type { CallOptions } from '../../core/request.js';
import type { TimeoutOptions } from '../../core/timeouts.js';
import { Call } from '../call/call.js';
import type { Engine } from '../engine.js';
import type { AnswerFacts, Operation, OperationContext, Watching } from '../operations/operation.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/** What the events of a question about models have for a model. */
export const NO_MODEL = '(models)';

/** How a question is asked. */
export type SideOptions = CallOptions & { readonly timeouts?: TimeoutOptions };

/** A question about models, and whom it goes to. */
export interface SideQuestion<Value> {
  readonly engine: Engine;
  readonly provider: Provider;
  readonly handle: ProviderHandle;
  readonly options: SideOptions;
  /** Sends one request. */
  ask(attempt: AttemptContext): Promise<Value>;
}

/** Asks through the loop: with its retries, waits, keys and timeouts. */
export function askAside<Value>(question: SideQuestion<Value>): Promise<Value> {
  const { engine, handle, options } = question;
  const call = new Call({
    engine,
    operation: new QuestionOperation(question),
    // No provider charges for its list.
    destinations: [{ handle: { ...handle, pricing: { isFree: () => true } }, model: NO_MODEL }],
    options,
  });
  call.start();
  return call.promise;
}

class QuestionOperation<Value> implements Operation<{ readonly value: Value }, Value> {
  readonly size = { characters: 0, maxOutputTokens: 0 };
  readonly #question: SideQuestion<Value>;

  constructor(question: SideQuestion<Value>) {
    this.#question = question;
  }

  watching(): Watching {
    return 'answer';
  }

  async attempt({ key, signal, timeouts, watch, observe }: OperationContext): Promise<{ readonly value: Value }> {
    return { value: await this.#question.ask({ key, signal, timeouts, progress: watch.progress, observe }) };
  }

  facts(): AnswerFacts {
    return { usage: { inputTokens: 0, outputTokens: 0 }, finishReason: undefined };
  }

  finish({ value }: { readonly value: Value }): Value {
    return value;
  }

  hasHandedOut(): boolean {
    return false;
  }

  restart(): void {
    // Nothing was handed out.
  }
}
