import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock.js';
import type { ContainedEmitter } from '../../core/emitter.js';
import type { QuotaStore } from '../../core/quota-store.js';
import type { Gate } from '../../limits/gates/gate.js';
import type { GateBoard } from '../../limits/gates/gate-board.js';
import { mergeStates } from '../../limits/memory/merge-states.js';
import { NO_STATE, type QuotaState } from '../../limits/memory/quota-state.js';
import { inTime } from './in-time.js';
import type { ProviderHandle } from '../provider/provider-handle.js';
import type { ProviderLimits } from '../provider/provider-limits.js';
import { readState, writeState, type SavedState } from './saved-state.js';

/** Nobody waits longer for a store: what it keeps is a help, and no need. */
const LONGEST_LOAD_MS = 5_000;
/** While calls are on their way they wait no longer than that. */
const LONGEST_LOOK_MS = 1_000;
/** And no longer than that for their turn to find out. */
const LONGEST_SAVE_MS = 3_000;
/** A store that failed is left alone for so long. */
const REST_MS = 15_000;
/** Answers move the counts of limits all the time; gates are saved at once. */
const SAVE_EVERY_MS = 5_000;
/** A call that is about to send looks for what other programs met since, where nobody looked for so long. */
const FRESH_MS = 1_000;
/** How often it is looked up whether another program has found out yet. */
const LOOK_FOR_ANSWER_MS = 1_000;
/** How often a probe of this program is said to go on. */
const RENEW_LEASE_MS = 10_000;
/** How often it is looked up whether a closed gate was opened by another program. */
const LOOK_AT_CLOSED_MS = 15_000;
/** A gate that should have opened so long ago tells nothing any more. */
const STALE_AFTER_MS = 3_600_000;

/** An engine, as far as its memory minds it. */
export interface RememberedEngine {
  readonly clock: Clock;
  readonly unref: boolean;
  /** Whether there are calls that have not ended. */
  readonly isBusy: boolean;
  readonly board: GateBoard;
  readonly emitter: ContainedEmitter;
  readonly handles: ReadonlyMap<string, ProviderHandle>;
  snapshotLimits(): readonly ProviderLimits[];
  restoreLimits(snapshots: readonly ProviderLimits[]): void;
  warn(code: string, message: string): void;
}

/**
 * Keeps what an engine knows of limits in a store, begins with what was kept, and shares it with the programs that use
 * the same store meanwhile: what one meets closes the gates of all, and one of them finds out for the others.
 */
export class QuotaMemory {
  readonly #engine: RememberedEngine;
  readonly #store: QuotaStore;
  readonly #namespace: string;
  /** This program, among those that share the store. */
  readonly #name: string = randomUUID();
  /** What was in the store when it was last looked at. */
  #stored: SavedState | undefined;
  #isLoaded = false;
  /** Monotonic. */
  #lookedAt = Number.NEGATIVE_INFINITY;
  #restsUntil = Number.NEGATIVE_INFINITY;
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
    this.#store = store;
    this.#namespace = namespace;
  }

  /** Begins with what was kept, in time or not at all. */
  async load(): Promise<void> {
    try {
      const text = await inTime(this.#store.load(this.#namespace), LONGEST_LOAD_MS);
      const stored = this.#read(text);
      if (stored !== undefined) this.#engine.restoreLimits(stored.pace);
      this.#take(stored);
    } catch (error) {
      this.#warn('quota-store-load', `What is known of limits can't be loaded: ${wordsOf(error)} It is learnt anew.`);
    }
    this.#lookedAt = this.#engine.clock.elapsed();
    this.#isLoaded = true;
    this.#watch();
    this.lookLater();
  }

  /** A provider that comes later: what was kept of it holds now. */
  adopt(handle: ProviderHandle): void {
    if (this.#stored !== undefined) this.#restore(this.#stored.board, [handle]);
  }

  /** Whether it is known what other programs met, so that a call may go by it. */
  isFresh(): boolean {
    const elapsed = this.#engine.clock.elapsed();
    return elapsed - this.#lookedAt < FRESH_MS || elapsed < this.#restsUntil;
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
    const gates = this.#engine.board.gates().filter((gate) => gate.isClosed && gate.isShared);
    if (gates.length === 0) return;
    const isElsewhere = gates.some((gate) => gate.isAskedElsewhere);
    const isOwn = !isElsewhere && gates.some((gate) => gate.isProbing);
    const ms = isElsewhere ? LOOK_FOR_ANSWER_MS : isOwn ? RENEW_LEASE_MS : LOOK_AT_CLOSED_MS;
    const timer = new AbortController();
    this.#lookTimer = timer;
    const { clock, board } = this.#engine;
    // Where calls wait for another program's answer there is no other timer that keeps this one alive.
    const unref = this.#engine.unref || !isElsewhere || !this.#engine.isBusy;
    clock.sleep(ms, { signal: timer.signal, unref }).then(
      async () => {
        await (isOwn ? this.#save() : this.look());
        board.settle();
      },
      () => undefined,
    );
  }

  /** Saves what is not saved yet. */
  async flush(): Promise<void> {
    if (this.#saveTimer !== undefined) this.#isDirty = true;
    this.#saveTimer?.abort();
    this.#saveTimer = undefined;
    this.#lookTimer?.abort();
    if (this.#isDirty) void this.#save();
    await this.#saving;
    this.#lookTimer?.abort();
  }

  async #lookNow(): Promise<void> {
    try {
      this.#take(this.#read(await inTime(this.#store.load(this.#namespace), LONGEST_LOOK_MS)));
    } catch (error) {
      this.#failed('quota-store-load', `What is known of limits can't be loaded: ${wordsOf(error)}`);
    }
    this.#lookedAt = this.#engine.clock.elapsed();
    this.lookLater();
  }

  /** What was kept, and is no longer of yesterday. */
  #read(text: string | undefined): SavedState | undefined {
    if (text === undefined) return undefined;
    const read = readState(text);
    if ('problem' in read) {
      this.#warn('quota-store-state', `What was kept of limits is not used: ${read.problem}. It is learnt anew.`);
      return undefined;
    }
    const now = this.#engine.clock.now();
    const { board, pace } = read.state;
    return {
      board: {
        ...board,
        gates: board.gates.filter((gate) => gate.until > now - Math.max(STALE_AFTER_MS, gate.until - gate.closedAt)),
        hints: board.hints.filter((hint) => hint.until > now),
      },
      pace,
    };
  }

  /** Takes over what is newer than what is known here. */
  #take(stored: SavedState | undefined): void {
    if (stored === undefined) return;
    const base = this.#stored?.board;
    this.#stored = stored;
    const own = this.#engine.board.snapshot(this.#name);
    this.#restore(mergeStates(stored.board, { own, base, by: this.#name }), [...this.#engine.handles.values()]);
  }

  #restore(board: QuotaState, handles: readonly ProviderHandle[]): void {
    this.#engine.board.restore(board, {
      keysOf: (provider) => handles.filter(({ name }) => name === provider).flatMap(({ ring }) => ring.keys),
      by: this.#name,
    });
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
    if (this.#saveTimer !== undefined) return;
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
    if (!this.#isLoaded) return Promise.resolve();
    this.#isDirty = true;
    this.#saving ??= this.#saveAll();
    return this.#saving;
  }

  async #saveAll(): Promise<void> {
    while (this.#isDirty) {
      // The gate that changed may change once more in this turn.
      await Promise.resolve();
      this.#isDirty = false;
      try {
        await this.#exchange();
      } catch (error) {
        this.#failed('quota-store-save', `What is known of limits can't be saved: ${wordsOf(error)}`);
      }
    }
    // In the same moment: whoever asks from now on begins another save, and is not told that it is done.
    this.#saving = undefined;
    this.#lookedAt = this.#engine.clock.elapsed();
    this.lookLater();
  }

  /** Brings what is known here and what is kept to one, in both places. */
  async #exchange(): Promise<void> {
    const { board } = this.#engine;
    let merged: SavedState | undefined;
    let own: QuotaState | undefined;
    const change = (text: string | undefined): string => {
      const stored = this.#read(text);
      own = board.snapshot(this.#name);
      const base = this.#stored?.board;
      merged = {
        board: mergeStates(stored?.board ?? NO_STATE, { own, base, by: this.#name }),
        pace: this.#withOthers(stored?.pace ?? []),
      };
      return writeState(merged);
    };
    const exchanging = this.#update(change).then(() => {
      if (merged === undefined) return;
      this.#stored = merged;
      // What happened here while it was written comes on top.
      const now = board.snapshot(this.#name);
      const whole = mergeStates(merged.board, { own: now, base: own, by: this.#name });
      this.#restore(whole, [...this.#engine.handles.values()]);
    });
    // One that comes too late counts as well, when it comes.
    await inTime(exchanging, LONGEST_SAVE_MS);
  }

  async #update(change: (text: string | undefined) => string): Promise<void> {
    if (this.#store.update !== undefined) return this.#store.update(this.#namespace, change);
    // What two programs save in the same moment is put right by whichever of them saves next.
    const text = await this.#store.load(this.#namespace).catch(() => undefined);
    return this.#store.save(this.#namespace, change(text));
  }

  /** The limits of the providers that are not there stay as they were kept. */
  #withOthers(kept: readonly ProviderLimits[]): readonly ProviderLimits[] {
    const own = this.#engine.snapshotLimits();
    return [...own, ...kept.filter(({ provider }) => !own.some((one) => one.provider === provider))];
  }

  #failed(code: string, message: string): void {
    this.#restsUntil = this.#engine.clock.elapsed() + REST_MS;
    this.#warn(code, message);
  }

  #warn(code: string, message: string): void {
    this.#engine.warn(code, message);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
