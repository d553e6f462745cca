import { systemClock, type Clock } from '../core/clock.js';
import { ContainedEmitter } from '../core/emitter.js';
import type { LlmEvent } from '../core/events.js';
import type { Logger } from '../core/logger.js';
import { systemRandom, type Random } from '../core/random.js';
import type { Wait, WaitEndReason } from '../core/wait.js';
import type { LimitSnapshot } from '../limits/pacing/pace-book.js';
import { PaceClock } from '../limits/pacing/pace-clock.js';
import type { PaceEnvironment } from '../limits/pacing/provider-pace.js';
import { GateBoard } from '../limits/gates/gate-board.js';
import type { Parked } from '../limits/gates/parked.js';
import { RetryBudget } from '../retry/retry-budget.js';
import { KnownLengths } from '../limits/known-lengths.js';
import type { EngineOptions, TunableOptions } from './options/engine-options.js';
import { logEvent } from './events/log-event.js';
import type { HandleContext, ProviderHandle } from './provider/provider-handle.js';
import { restoreLimits, saveLimits, type ProviderLimits } from './provider/provider-limits.js';
import { QuotaMemory } from './memory/quota-memory.js';
import { resolveSettings, type Settings } from './options/settings.js';
import { SignalHub } from './signal-hub.js';
import { Standstill } from './standstill.js';
import { UsageTap } from './call/usage-tap.js';
import { waitEvent } from './events/wait-event.js';

/** A call, as far as the engine minds it. */
export interface LiveCall {
  readonly callId: string;
  /** Where it goes just now. */
  readonly destination: { readonly handle: Pick<ProviderHandle, 'ring'> };
  /** Goes on after a pause. */
  wake(): void;
  cancel(reason: unknown): void;
}

/** What all calls of one client or controller share. */
export class Engine {
  readonly clock: Clock;
  readonly random: Random;
  readonly unref: boolean;
  readonly emitter: ContainedEmitter;
  readonly signals = new SignalHub();
  readonly board: GateBoard;
  readonly lengths = new KnownLengths();
  readonly handles = new Map<string, ProviderHandle>();
  readonly #retryBudgets = new Map<string, RetryBudget>();
  /** The backoffs of single calls; those of gates are at the gates. */
  readonly ownWaits = new Set<Wait>();
  readonly #pace: PaceEnvironment;
  /** Only where there is a ledger. */
  readonly usage: UsageTap | undefined;
  readonly #logger: Logger | undefined;
  readonly #remembered = new Map<string, readonly LimitSnapshot[]>();
  readonly #calls = new Set<LiveCall>();
  #settings: Settings;
  #ids = 0;
  /** What was warned of. */
  readonly #warned = new Set<string>();
  readonly #memory: QuotaMemory | undefined;
  readonly #standstill: Standstill;

  constructor(options: EngineOptions) {
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? systemRandom;
    this.unref = options.unref ?? false;
    this.#logger = options.logger;
    this.usage = options.usage === undefined ? undefined : new UsageTap(options.usage);
    this.#settings = resolveSettings(options);
    this.emitter = new ContainedEmitter(() => this.clock.now());
    const waits: Omit<PaceEnvironment, 'paceClock'> = {
      clock: this.clock,
      unref: this.unref,
      createWaitId: () => this.createId('wait'),
      onWait: (type, wait, reason) => {
        this.emitWait(type, wait, reason);
      },
    };
    this.board = new GateBoard(
      waits,
      ({ target, window = '' }) => this.handlesOf(target.provider)[0]?.calendars[window],
    );
    this.#pace = { ...waits, paceClock: new PaceClock(this.clock) };
    const { store, namespace = 'default' } = options;
    this.#memory = store === undefined ? undefined : new QuotaMemory(this, { store, namespace });
    this.#standstill = new Standstill({ board: this.board, memory: this.#memory });
  }

  get settings(): Settings {
    return this.#settings;
  }

  get isClosed(): boolean {
    return this.#standstill.isClosed;
  }

  /** What a new handle is made with. */
  handleContext(): HandleContext {
    const { concurrency, limits } = this.#settings;
    return { environment: this.#pace, concurrency, limits };
  }

  /** How the limits of all providers stand, as plain data, for {@link restoreLimits}. */
  snapshotLimits(): readonly ProviderLimits[] {
    return Array.from(this.handles.values(), saveLimits);
  }

  /** Goes on from what {@link snapshotLimits} told; of a provider that is not there yet when it is. */
  restoreLimits(snapshots: readonly ProviderLimits[]): void {
    for (const { provider, limits } of snapshots) {
      const handles = this.handlesOf(provider);
      for (const handle of handles) restoreLimits(handle, limits);
      if (handles.length === 0) this.#remembered.set(provider, [...(this.#remembered.get(provider) ?? []), ...limits]);
    }
  }

  /** Adds a provider, or a name that tasks go under. Several of one name, each with keys of its own, have other ids. */
  addHandle(handle: ProviderHandle, id = handle.name): void {
    this.handles.set(id, handle);
    restoreLimits(handle, this.#remembered.get(handle.name) ?? []);
    if (id === handle.name) this.#remembered.delete(id);
    this.#memory?.adopt(handle);
  }

  /** All calls that have not ended, those that wait and those whose stream is still read among them. */
  liveCalls(): Iterable<LiveCall> {
    return this.#calls;
  }

  /** All handles of a provider: several where each has keys of its own. */
  handlesOf(provider: string): readonly ProviderHandle[] {
    return [...this.handles.values()].filter(({ name }) => name === provider);
  }

  /** Saves what is known of limits, where there is a store, and goes there no more. To be called after {@link close}. */
  async closeMemory(): Promise<void> {
    await this.#memory?.close();
  }

  /** The budget of all retries at a provider. */
  retryBudget(provider: string): RetryBudget {
    let budget = this.#retryBudgets.get(provider);
    if (budget === undefined) {
      budget = new RetryBudget();
      this.#retryBudgets.set(provider, budget);
    }
    return budget;
  }

  createId(prefix: string): string {
    this.#ids += 1;
    return `${prefix}-${this.#ids}`;
  }

  /** Whether building an event is worth its while. */
  hears(type: LlmEvent['type']): boolean {
    return this.#logger !== undefined || this.emitter.listens(type);
  }

  emit(event: LlmEvent): void {
    if (this.#logger !== undefined) this.#log(this.#logger, event);
    this.emitter.emit(event);
  }

  /** Tells once of something that works against the library, through the logger or, without one, as a warning of the process. */
  warn(code: string, message: string): void {
    if (this.#warned.has(code)) return;
    this.#warned.add(code);
    if (this.#logger === undefined) {
      process.emitWarning(message, { type: 'LlmResilienceWarning', code });
      return;
    }
    try {
      this.#logger.warn(message);
    } catch {
      // As in #log: what a logger throws changes no call.
    }
  }

  /** A logger is a listener like any other: what it throws changes no call. */
  #log(logger: Logger, event: LlmEvent): void {
    try {
      logEvent(logger, event);
    } catch (error) {
      this.emitter.emit({ type: 'listener-error', at: this.clock.now(), event: event.type, error });
    }
  }

  emitWait(type: 'wait-start' | 'wait-tick' | 'wait-end', wait: Wait, reason?: WaitEndReason): void {
    if (!this.hears(type)) return;
    this.emit(waitEvent({ type, wait, at: this.clock.now(), reason }));
  }

  configure(options: TunableOptions): void {
    this.#settings = resolveSettings(options, this.#settings);
    for (const { pace } of this.handles.values()) if (options.limits !== undefined) pace.configure(options.limits);
    if (options.concurrency === undefined) return;
    for (const handle of this.handles.values()) {
      if (handle.ownConcurrency === undefined) handle.slots.resize(options.concurrency);
    }
  }

  waits(): readonly Wait[] {
    const atGates = this.board.gates().flatMap((gate) => (gate.wait === undefined ? [] : [gate.wait]));
    const paced = [...this.handles.values()].flatMap(({ pace }) => pace.waits());
    return [...atGates, ...paced, ...this.ownWaits];
  }

  get isBusy(): boolean {
    return this.#calls.size > 0;
  }

  register(call: LiveCall): void {
    this.#calls.add(call);
    // From now on somebody waits for what other programs find out.
    if (this.#calls.size === 1) this.#memory?.lookLater();
  }

  unregister(call: LiveCall): void {
    this.#calls.delete(call);
    this.#standstill.forget(call);
  }

  /** Whether a call must hold still; it is woken when it may go on. */
  holds(call: LiveCall): boolean {
    return this.#standstill.holds(call);
  }

  /** Whether a call must hold still until it is known that no other program finds out already; it is woken then. */
  mustClaim(call: LiveCall & Parked): boolean {
    return this.#standstill.mustClaim(call);
  }

  pause(): void {
    this.#standstill.pause();
  }

  resume(): void {
    this.#standstill.resume();
  }

  close(): void {
    this.#standstill.close();
    for (const call of [...this.#calls]) call.cancel('The client is closed.');
  }
}
