import { systemClock, type Clock } from '../core/clock.js';
import type { ContainedEmitter } from '../core/emitter.js';
import type { QuotaStore } from '../core/quota-store.js';
import type { GateBoard } from '../limits/gate-board.js';
import { findTarget, type QuotaState, type SavedPlace } from '../limits/quota-state.js';
import type { ProviderHandle } from './provider-handle.js';
import type { ProviderLimits } from './provider-limits.js';
import { readState, writeState } from './saved-state.js';

/** Nobody waits longer for a store: what it keeps is a help, and no need. */
const LONGEST_LOAD_MS = 5_000;
/** Answers move the counts of limits all the time; gates are saved at once. */
const SAVE_EVERY_MS = 5_000;
/** A gate that should have opened so long ago tells nothing any more. */
const STALE_AFTER_MS = 3_600_000;

const NOTHING: QuotaState = { version: 1, savedAt: 0, gates: [], limits: [], coolings: [], hints: [] };

/** An engine, as far as its memory minds it. */
export interface RememberedEngine {
  readonly clock: Clock;
  readonly board: GateBoard;
  readonly emitter: ContainedEmitter;
  readonly handles: ReadonlyMap<string, ProviderHandle>;
  snapshotLimits(): readonly ProviderLimits[];
  restoreLimits(snapshots: readonly ProviderLimits[]): void;
  warn(code: string, message: string): void;
}

/** Keeps what an engine knows of limits in a store, and begins with what was kept. */
export class QuotaMemory {
  readonly #engine: RememberedEngine;
  readonly #store: QuotaStore;
  readonly #namespace: string;
  /** What belongs to providers or keys that are not there yet. */
  #pending: QuotaState = NOTHING;
  #isLoaded = false;
  #saving: Promise<void> | undefined;
  #isDirty = false;
  #timer: AbortController | undefined;

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
      const text = await this.#loadInTime();
      if (text !== undefined) this.#begin(text);
    } catch (error) {
      this.#warn('quota-store-load', `What is known of limits can't be loaded: ${wordsOf(error)} It is learnt anew.`);
    }
    this.#isLoaded = true;
    this.#watch();
  }

  /** A provider that comes later: what was kept of it holds now. */
  adopt(handle: ProviderHandle): void {
    const { keys } = handle.ring;
    const own = split(this.#pending, (saved) => {
      return saved.target.provider === handle.name && findTarget(saved, keys) !== undefined;
    });
    this.#pending = own.others;
    this.#engine.board.restore(own.matching, () => keys);
  }

  /** Saves what is not saved yet. */
  async flush(): Promise<void> {
    if (this.#timer !== undefined) this.#isDirty = true;
    this.#timer?.abort();
    this.#timer = undefined;
    if (this.#isDirty) this.#save();
    await this.#saving;
  }

  async #loadInTime(): Promise<string | undefined> {
    const enough = new AbortController();
    const patience = systemClock.sleep(LONGEST_LOAD_MS, { signal: enough.signal }).then(() => {
      throw new Error(`The store did not answer within ${LONGEST_LOAD_MS / 1_000} s.`);
    });
    patience.catch(() => undefined);
    try {
      return await Promise.race<string | undefined>([this.#store.load(this.#namespace), patience]);
    } finally {
      enough.abort();
    }
  }

  #begin(text: string): void {
    const read = readState(text);
    if ('problem' in read) {
      this.#warn('quota-store-state', `What was kept of limits is not used: ${read.problem}. It is learnt anew.`);
      return;
    }
    const now = this.#engine.clock.now();
    const { board, pace } = read.state;
    this.#pending = {
      ...board,
      gates: board.gates.filter((gate) => gate.until > now - Math.max(STALE_AFTER_MS, gate.until - gate.closedAt)),
      hints: board.hints.filter((hint) => hint.until > now),
    };
    this.#engine.restoreLimits(pace);
    for (const handle of this.#engine.handles.values()) this.adopt(handle);
  }

  #watch(): void {
    const { board, emitter } = this.#engine;
    board.observers.add(() => this.#save());
    const soon = (): void => this.#saveSoon();
    emitter.on('attempt-success', soon);
    emitter.on('attempt-failure', soon);
  }

  #saveSoon(): void {
    if (this.#timer !== undefined) return;
    const timer = new AbortController();
    this.#timer = timer;
    this.#engine.clock.sleep(SAVE_EVERY_MS, { signal: timer.signal, unref: true }).then(
      () => {
        this.#timer = undefined;
        this.#save();
      },
      () => undefined,
    );
  }

  /** One save at a time; what changes meanwhile is saved by the next. */
  #save(): void {
    if (!this.#isLoaded) return;
    this.#isDirty = true;
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = undefined;
    });
  }

  async #saveAll(): Promise<void> {
    while (this.#isDirty) {
      // The gate that changed may change once more in this turn.
      await Promise.resolve();
      this.#isDirty = false;
      try {
        await this.#store.save(this.#namespace, writeState(this.#snapshot()));
      } catch (error) {
        this.#warn('quota-store-save', `What is known of limits can't be saved: ${wordsOf(error)}`);
      }
    }
  }

  #snapshot(): Parameters<typeof writeState>[0] {
    const { board } = this.#engine;
    const own = board.snapshot();
    const pending = this.#pending;
    return {
      board: {
        ...own,
        gates: [...own.gates, ...pending.gates],
        limits: [...own.limits, ...pending.limits],
        coolings: [...own.coolings, ...pending.coolings],
        hints: [...own.hints, ...pending.hints],
      },
      pace: this.#engine.snapshotLimits(),
    };
  }

  #warn(code: string, message: string): void {
    this.#engine.warn(code, message);
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function split(
  state: QuotaState,
  matches: (saved: SavedPlace) => boolean,
): { readonly matching: QuotaState; readonly others: QuotaState } {
  const pick = (isWanted: (saved: SavedPlace) => boolean): QuotaState => ({
    ...state,
    gates: state.gates.filter(isWanted),
    limits: state.limits.filter(isWanted),
    coolings: state.coolings.filter(isWanted),
    hints: state.hints.filter(isWanted),
  });
  return { matching: pick(matches), others: pick((saved) => !matches(saved)) };
}
