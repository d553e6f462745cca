import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Classification } from '../../core/classification.js';
import type { Clock } from '../../core/clock.js';
import type { Usage } from '../../core/reply.js';
import type { Ticket } from '../../limits/pacing/lane.js';
import type { SentAmong } from '../../limits/gates/singles.js';
import type { Target } from '../../limits/target.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';
import type { ProviderHandle } from '../provider/provider-handle.js';

/** What a provider lacks: capacity under this load, or altogether for a while; or it allows no more at the same time; or it refuses some by chance. */
export type Lack = 'load' | 'outage' | 'slots' | 'nothing';

/** What a request tells of limits: that it was sent, what its answer's headers say, what it used up, how it was refused. */
export class SentRequest {
  readonly #handle: ProviderHandle;
  readonly target: Target;
  /** Among those that are under way. */
  readonly among: SentAmong;
  readonly #clock: Clock;
  readonly #ticket: Ticket;
  /** Which bound of concurrency it was sent under. */
  readonly #generation: number;
  #isOver = false;
  #isCrowded = false;

  constructor(init: {
    readonly handle: ProviderHandle;
    readonly target: Target;
    readonly size: RequestSize;
    readonly among: SentAmong;
    readonly clock: Clock;
  }) {
    const { handle, target, size } = init;
    this.#handle = handle;
    this.target = target;
    this.among = init.among;
    this.#clock = init.clock;
    this.#generation = handle.slots.generation;
    this.#ticket = handle.pace.book.send(target.model, target.key, size);
  }

  /** It was refused for those that are under way beside it: one of them has to end first. */
  get isCrowded(): boolean {
    return this.#isCrowded;
  }

  /** The headers of a good answer. */
  observe(headers: unknown): void {
    const { headers: reader, pace } = this.#handle;
    pace.book.read(this.#ticket, reader.read(headers, this.#clock.now()));
  }

  answered(usage: Usage): void {
    if (!this.#end()) return;
    const { pace, slots } = this.#handle;
    slots.raise();
    pace.book.settle(this.target.model, this.#ticket, usage);
    pace.proceed();
  }

  failed(
    classification: Classification,
    { failure, lack }: { readonly failure: unknown; readonly lack: Lack | undefined },
  ): void {
    if (!this.#end()) return;
    const { headers: reader, pace, slots } = this.#handle;
    if (lack === 'slots') this.#isCrowded = slots.fit();
    if (lack === 'nothing') slots.recover();
    else if (lack !== undefined && !this.#isCrowded)
      slots.lower(this.#generation, lack === 'outage' ? 'outage' : 'load');
    pace.book.read(this.#ticket, reader.readAll(headersOf(failure), this.#clock.now()));
    pace.book.refuse(this.target.model, this.#ticket, classification);
  }

  /** The call ended while it was under way. */
  abandoned(): void {
    if (this.#end()) this.#handle.pace.book.abandon(this.#ticket);
  }

  #end(): boolean {
    const isFirst = !this.#isOver;
    this.#isOver = true;
    return isFirst;
  }
}

/** The headers of a failure: of a response, or of what an SDK threw. */
function headersOf(error: unknown): unknown {
  const failure = error instanceof AttemptFailure ? error.failure : error;
  if (typeof failure !== 'object' || failure === null) return undefined;
  try {
    const { headers, response } = failure as {
      readonly headers?: unknown;
      readonly response?: { readonly headers?: unknown };
    };
    return headers ?? response?.headers;
  } catch {
    // What was thrown may be anything, hostile getters included.
    return undefined;
  }
}
