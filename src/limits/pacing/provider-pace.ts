import type { CalendarReset } from '../../core/error-rule.js';
import type { CountedTokens, LimitOptions } from '../../core/rate-limits.js';
import type { Wait } from '../../core/wait.js';
import { ConfiguredLimits } from './configured-limits.js';
import { PaceBook, type NewKeys } from './pace-book.js';
import type { PaceClock } from './pace-clock.js';
import { PaceQueue, type PacedCall, type PaceQueueEnvironment } from './pace-queue.js';

/** What pacing needs of its surroundings. */
export interface PaceEnvironment extends Omit<PaceQueueEnvironment, 'provider' | 'model'> {
  readonly paceClock: PaceClock;
}

/** What the pacing of one provider is made of. */
export interface ProviderPaceInit {
  readonly environment: PaceEnvironment;
  readonly provider: string;
  /** Those of the provider itself. */
  readonly limits: LimitOptions | undefined;
  /** Those of the client. */
  readonly shared: LimitOptions | undefined;
  readonly counted: CountedTokens;
  /** When its day turns, where that is known. */
  readonly day: CalendarReset | undefined;
  /** How a crowd meets a key that nobody knows yet. */
  readonly newKeys: NewKeys;
}

/** The pacing of one provider: what is known of its limits, and who waits for them. */
export class ProviderPace {
  readonly book: PaceBook;
  readonly #init: ProviderPaceInit;
  readonly #queues = new Map<string, PaceQueue>();
  #shared: LimitOptions | undefined;
  #limits: ConfiguredLimits | undefined;

  constructor(init: ProviderPaceInit) {
    this.#init = init;
    this.#shared = init.shared;
    const { counted, environment, newKeys } = init;
    this.book = new PaceBook({ clock: environment.paceClock, counted, configured: this.#configured(), newKeys });
  }

  /** Changes the limits of the client. */
  configure(shared: LimitOptions): void {
    this.#shared = shared;
    this.book.configure(this.#configured());
    this.proceed();
  }

  /** Where the calls of a model wait for their time. */
  queue(model: string): PaceQueue {
    let queue = this.#queues.get(model);
    if (queue === undefined) {
      const { environment, provider } = this.#init;
      queue = new PaceQueue({ ...environment, provider, model });
      this.#queues.set(model, queue);
    }
    return queue;
  }

  /** How many wait for their time with a model. */
  waiting(model: string): number {
    return this.#queues.get(model)?.waiting ?? 0;
  }

  /** Whether a person wants this call sent in spite of the limits. */
  isForced(model: string, call: PacedCall): boolean {
    return this.#queues.get(model)?.isForced(call) === true;
  }

  /** Whether others wait who must go before this call. */
  isBehind(model: string, call: PacedCall): boolean {
    return this.#queues.get(model)?.isBehind(call) === true;
  }

  /** Whether it is this call's turn. */
  isTurn(model: string, call: PacedCall): boolean {
    return this.#queues.get(model)?.isTurn(call) === true;
  }

  waits(): readonly Wait[] {
    return [...this.#queues.values()].flatMap(({ wait }) => wait ?? []);
  }

  /** Looks again who can start. */
  readonly proceed = (): void => {
    for (const queue of this.#queues.values()) queue.proceed();
  };

  #configured(): ConfiguredLimits {
    const { limits, day, environment } = this.#init;
    const before = this.#limits;
    this.#limits = new ConfiguredLimits({
      options: [limits, this.#shared],
      clock: environment.paceClock,
      day,
      before,
    });
    return this.#limits;
  }
}
