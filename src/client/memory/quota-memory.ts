import type { ContainedEmitter } from '../../core/emitter.js';
import type { QuotaStore } from '../../core/quota-store.js';
import type { Gate } from '../../limits/gates/gate.js';
import { messageOf } from '../message-of.js';
import type { ProviderHandle } from '../provider/provider-handle.js';
import { nextLook } from './next-look.js';
import { PatientStore } from './patient-store.js';
import { SharedState, type SharingEngine } from './shared-state.js';

/** Nobody waits longer for a store at the start. */
const LONGEST_LOAD_MS = 5_000;
/** While calls are on their way they wait no longer than that. */
const LONGEST_LOOK_MS = 1_000;
/** Answers move the counts of limits all the time; gates are saved at once. */
const SAVE_EVERY_MS = 5_000;
/** A call that is about to send looks for what other programs met since, where nobody looked for so long. */
const FRESH_MS = 1_000;

/** An engine, as far as its memory minds it. */
export interface RememberedEngine extends SharingEngine {
  readonly unref: boolean;
  /** Whether there are calls that have not ended. */
  readonly isBusy: boolean;
  readonly emitter: ContainedEmitter;
}

/**
 * Keeps what an engine knows of limits in a store, begins with what was kept, and shares it with the programs that use
 * the same store meanwhile: what one meets closes the gates of all, and one of them finds out for the others.
 */
export class QuotaMemory {
  readonly #engine: RememberedEngine;
  readonly #store: PatientStore;
  readonly #state: SharedState;
  #phase: 'loading' | 'loaded' | 'closed' = 'loading';
  /** Monotonic. */
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #saving: Promise<void> | undefined;
  #isDirty = false;
  #saveTimer: AbortController | undefined;
  #lookTimer: AbortController | undefined;

  constructor(
    engine: RememberedEngine,
    { store, namespace }: { readonly store: QuotaStore; readonly namespace: string },
  ) {
    this.#engine = engine;
    this.#state = new SharedState(engine);
    this.#store = new PatientStore({ store, namespace, clock: engine.clock });
  }

  /** Begins with what was kept, in time or not at all. */
  async load(): Promise<void> {
    try {
      this.#state.begin(await this.#store.load(LONGEST_LOAD_MS));
    } catch (error) {
      const what = `What is known of limits can't be loaded: ${messageOf(error)} It is learnt anew.`;
      this.#engine.warn('quota-store-load', what);
    }
    this.#lookedAt = this.#engine.clock.elapsed();
    if (this.#isClosed) return;
    this.#phase = 'loaded';
    this.#watch();
    this.lookLater();
  }

  /** A provider that comes later: what was kept of it holds now. */
  adopt(handle: ProviderHandle): void {
    this.#state.adopt(handle);
  }

  /** Whether it is known what other programs met, so that a call may go by it. */
  isFresh(): boolean {
    return this.#engine.clock.elapsed() - this.#lookedAt < FRESH_MS || this.#store.isResting;
  }

  /** Looks what other programs met. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Asks to be the one program that finds out for these gates; afterwards each is leased, or its probe is another's. */
  async claim(gates: readonly Gate[]): Promise<void> {
    await this.#save();
    // A store that fails makes no difference to those who can't be heard.
    for (const gate of gates) gate.grantLease();
    this.lookLater();
  }

  /** Looks again by itself while another program may find out, and tells the others that this one still does. */
  lookLater(): void {
    this.#lookTimer?.abort();
    const { clock, board } = this.#engine;
    const next = this.#isClosed ? undefined : nextLook(board.gates());
    if (next === undefined) return;
    const { type, inMs, isAwaited } = next;
    const timer = new AbortController();
    this.#lookTimer = timer;
    const unref = this.#engine.unref || !isAwaited || !this.#engine.isBusy;
    clock.sleep(inMs, { signal: timer.signal, unref }).then(
      async () => {
        await (type === 'renew' ? this.#save() : this.look());
        board.settle();
      },
      () => undefined,
    );
  }

  /** Saves what is not saved yet, and goes to the store no more. */
  async close(): Promise<void> {
    if (this.#saveTimer !== undefined) this.#isDirty = true;
    this.#saveTimer?.abort();
    this.#saveTimer = undefined;
    if (this.#isDirty) void this.#save();
    this.#phase = 'closed';
    this.#lookTimer?.abort();
    await this.#saving;
  }

  get #isClosed(): boolean {
    return this.#phase === 'closed';
  }

  async #lookNow(): Promise<void> {
    try {
      this.#state.take(await this.#store.load(LONGEST_LOOK_MS));
    } catch (error) {
      this.#failed('quota-store-load', `What is known of limits can't be loaded: ${messageOf(error)}`);
    }
    this.#lookedAt = this.#engine.clock.elapsed();
    this.lookLater();
  }

  #watch(): void {
    const { board, emitter } = this.#engine;
    board.observers.add(() => {
      void this.#save();
    });
    const soon = (): void => this.#saveSoon();
    emitter.on('attempt-success', soon);
    emitter.on('attempt-failure', soon);
  }

  #saveSoon(): void {
    if (this.#saveTimer !== undefined || this.#isClosed) return;
    const timer = new AbortController();
    this.#saveTimer = timer;
    this.#engine.clock.sleep(SAVE_EVERY_MS, { signal: timer.signal, unref: true }).then(
      () => {
        this.#saveTimer = undefined;
        void this.#save();
      },
      () => undefined,
    );
  }

  /** One save at a time; what changes meanwhile is saved by the next. */
  #save(): Promise<void> {
    if (this.#phase === 'loading') return Promise.resolve();
    this.#isDirty = true;
    this.#saving ??= this.#saveAll();
    return this.#saving;
  }

  async #saveAll(): Promise<void> {
    let isSaved = true;
    while (this.#isDirty) {
      // The gate that changed may change once more in this turn.
      await Promise.resolve();
      this.#isDirty = false;
      isSaved = await this.#exchange();
    }
    // In the same moment: whoever asks from now on begins another save, and is not told that it is done.
    this.#saving = undefined;
    // With the next change, or at the end.
    this.#isDirty = !isSaved;
    this.#lookedAt = this.#engine.clock.elapsed();
    this.lookLater();
  }

  /** @returns whether it is kept */
  async #exchange(): Promise<boolean> {
    const { change, onKept } = this.#state.exchange();
    try {
      await this.#store.update(change, onKept);
      return true;
    } catch (error) {
      this.#failed('quota-store-save', `What is known of limits can't be saved: ${messageOf(error)}`);
      return false;
    }
  }

  #failed(code: string, message: string): void {
    this.#store.rest();
    this.#engine.warn(code, message);
  }
}
