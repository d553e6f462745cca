import type { FinishPart, StreamPart } from '../../core/reply.js';
import type { ChatRequest } from '../../core/request.js';
import type { PreparedRequest } from '../content/prepare-request.js';
import { untilAbort } from '../until-abort.js';
import type { PartChannel } from './part-channel.js';
import type { StreamCall } from './reply-stream.js';

/** A call whose parts go through a channel. */
export interface ChannelCall {
  readonly promise: Promise<FinishPart>;
  start(): void;
  abandon(): void;
}

/** What {@link LazyCall} makes its call of. */
export interface LazyCallInit {
  readonly channel: PartChannel<StreamPart>;
  /** Checks the request, and begins to prepare it; throws a TypeError where it can't be made. */
  prepare(): { readonly request: ChatRequest; readonly prepared: PreparedRequest | Promise<PreparedRequest> };
  create(request: ChatRequest, prepared: PreparedRequest): ChannelCall;
}

/** The call behind a stream: made when its consumer begins to read, and not at all where it left before. */
export class LazyCall implements StreamCall {
  readonly #init: LazyCallInit;
  #call: ChannelCall | undefined;
  #isLeft = false;

  constructor(init: LazyCallInit) {
    this.#init = init;
  }

  start(): void {
    const { request, prepared } = this.#init.prepare();
    if (!(prepared instanceof Promise)) {
      this.#begin(request, prepared);
      return;
    }
    untilAbort(prepared, request.signal)
      .then((ready) => {
        if (!this.#isLeft) this.#begin(request, ready);
      })
      .catch((error: unknown) => {
        this.#init.channel.fail(error);
      });
  }

  abandon(): void {
    this.#isLeft = true;
    this.#call?.abandon();
  }

  #begin(request: ChatRequest, prepared: PreparedRequest): void {
    const { channel } = this.#init;
    const call = this.#init.create(request, prepared);
    this.#call = call;
    call.promise.then(
      (finish) => {
        void channel.push(finish);
        channel.end();
      },
      (error: unknown) => {
        channel.fail(error);
      },
    );
    call.start();
  }
}
