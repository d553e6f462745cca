import type { StreamPart } from '../../core/reply.js';
import type { PartChannel } from './part-channel.js';

/** The call behind a stream, as its consumer steers it. */
export interface StreamCall {
  /** Sends the request; throws a TypeError where it can't be made. */
  start(): void;
  abandon(): void;
}

/** A streamed answer: iterate it once. The request is sent at the first `next()`; leaving the loop aborts it. */
export class ReplyStream implements AsyncIterableIterator<StreamPart, undefined, undefined> {
  readonly #channel: PartChannel<StreamPart>;
  readonly #call: StreamCall;
  #state: 'new' | 'running' | 'done' = 'new';

  constructor(channel: PartChannel<StreamPart>, call: StreamCall) {
    this.#channel = channel;
    this.#call = call;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<StreamPart, undefined>> {
    if (this.#state === 'done') return { done: true, value: undefined };
    try {
      if (this.#state === 'new') {
        this.#state = 'running';
        this.#call.start();
      }
      const result = await this.#channel.take();
      if (result.done === true) this.#state = 'done';
      return result;
    } catch (error) {
      this.#state = 'done';
      throw error;
    }
  }

  return(): Promise<IteratorResult<StreamPart, undefined>> {
    if (this.#state === 'running') {
      this.#channel.end();
      this.#call.abandon();
    }
    this.#state = 'done';
    return Promise.resolve({ done: true, value: undefined });
  }
}
