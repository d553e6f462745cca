import { EventEmitter } from 'eventemitter3';
import type { EventOf, LlmEvent, LlmEventType } from './events.js';

/** Listens to one type of event. What it throws or rejects with changes nothing but a `listener-error`. */
export type Listener<Type extends LlmEventType> = (event: EventOf<Type>) => unknown;

/** The events of a client or a controller. */
export interface EventSource {
  on<Type extends LlmEventType>(type: Type, listener: Listener<Type>): this;
  once<Type extends LlmEventType>(type: Type, listener: Listener<Type>): this;
  off<Type extends LlmEventType>(type: Type, listener: Listener<Type>): this;
}

type AnyListener = (event: LlmEvent) => unknown;

/** A typed emitter that contains what listeners throw. @internal */
export class ContainedEmitter {
  readonly #emitter = new EventEmitter();
  readonly #contained = new WeakMap<AnyListener, AnyListener>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  on(type: LlmEventType, listener: AnyListener): void {
    this.#emitter.on(type, this.#contain(listener));
  }

  once(type: LlmEventType, listener: AnyListener): void {
    this.#emitter.once(type, this.#contain(listener));
  }

  off(type: LlmEventType, listener: AnyListener): void {
    this.#emitter.off(type, this.#contained.get(listener) ?? listener);
  }

  /** Whether building an event is worth its while. */
  listens(type: LlmEventType): boolean {
    return this.#emitter.listenerCount(type) > 0;
  }

  emit(event: LlmEvent): void {
    this.#emitter.emit(event.type, event);
  }

  #contain(listener: AnyListener): AnyListener {
    const known = this.#contained.get(listener);
    if (known !== undefined) return known;
    const contained: AnyListener = (event) => {
      try {
        const result = listener(event);
        if (isThenable(result)) result.then(undefined, (error: unknown) => this.#report(event.type, error));
      } catch (error) {
        this.#report(event.type, error);
      }
    };
    this.#contained.set(listener, contained);
    return contained;
  }

  #report(event: LlmEventType, error: unknown): void {
    // A listener of 'listener-error' that throws has nobody left to tell.
    if (event === 'listener-error') return;
    this.emit({ type: 'listener-error', at: this.#now(), event, error });
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
