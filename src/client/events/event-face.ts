import type { ContainedEmitter, EventSource, Listener } from '../../core/emitter.js';
import { EVENT_TYPES, type LlmEvent, type LlmEventType } from '../../core/events.js';
import { didYouMeanOr } from '../../core/nearest.js';

/** The `on`, `once` and `off` of a client or a controller. */
export abstract class EventFace implements EventSource {
  readonly #emitter: ContainedEmitter;

  /** @internal */
  constructor(emitter: ContainedEmitter) {
    this.#emitter = emitter;
  }

  /** Listens to a type of event. What a listener throws changes nothing but a `listener-error`. */
  on<Type extends LlmEventType>(type: Type, listener: Listener<Type>): this {
    checkListener(type, listener);
    this.#emitter.on(type, listener as (event: LlmEvent) => unknown);
    return this;
  }

  /** Listens to the next event of a type. */
  once<Type extends LlmEventType>(type: Type, listener: Listener<Type>): this {
    checkListener(type, listener);
    this.#emitter.once(type, listener as (event: LlmEvent) => unknown);
    return this;
  }

  /** Stops listening. */
  off<Type extends LlmEventType>(type: Type, listener: Listener<Type>): this {
    this.#emitter.off(type, listener as (event: LlmEvent) => unknown);
    return this;
  }
}

function checkListener(type: unknown, listener: unknown): void {
  if (!(EVENT_TYPES as readonly unknown[]).includes(type)) {
    throw new TypeError(`There is no event \`${String(type)}\`${didYouMeanOr(type, EVENT_TYPES)}`);
  }
  if (typeof listener !== 'function') {
    throw new TypeError(`Expected the listener of '${String(type)}' to be a function, got \`${typeof listener}\`.`);
  }
}
