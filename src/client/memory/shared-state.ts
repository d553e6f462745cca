import { randomUUID } from 'node:crypto';
import type { Clock } from '../../core/clock.js';
import type { GateBoard } from '../../limits/gates/gate-board.js';
import { mergeStates } from '../../limits/memory/merge-states.js';
import { NO_STATE, type QuotaState } from '../../limits/memory/quota-state.js';
import type { ProviderHandle } from '../provider/provider-handle.js';
import type { ProviderLimits } from '../provider/provider-limits.js';
import { freshState } from './fresh-state.js';
import { readState, writeState, type SavedState } from './saved-state.js';

/** An engine, as far as what it shares is concerned. */
export interface SharingEngine {
  readonly clock: Clock;
  readonly board: GateBoard;
  readonly handles: ReadonlyMap<string, ProviderHandle>;
  snapshotLimits(): readonly ProviderLimits[];
  restoreLimits(snapshots: readonly ProviderLimits[]): void;
  warn(code: string, message: string): void;
}

/** What an engine knows of limits and what is kept of them, brought to one. It minds the texts; when they are asked for is not its affair. */
export class SharedState {
  readonly #engine: SharingEngine;
  /** This program, among those that share the store. */
  readonly #name: string = randomUUID();
  /** What was kept when it was last looked at. */
  #stored: SavedState | undefined;

  constructor(engine: SharingEngine) {
    this.#engine = engine;
  }

  /** Begins with a kept text. */
  begin(text: string | undefined): void {
    const stored = this.#read(text);
    if (stored !== undefined) this.#engine.restoreLimits(stored.pace);
    this.#take(stored);
  }

  /** Takes over what is newer in a kept text than what is known here. */
  take(text: string | undefined): void {
    this.#take(this.#read(text));
  }

  /** A provider that comes later: what was kept of it holds now. */
  adopt(handle: ProviderHandle): void {
    if (this.#stored !== undefined) this.#restore(this.#stored.board, [handle]);
  }

  /** Brings both to one: `change` makes the text that is to be kept, and `onKept` takes it over here, once it is. */
  exchange(): { readonly change: (text: string | undefined) => string; readonly onKept: () => void } {
    const { board } = this.#engine;
    let merged: SavedState | undefined;
    let own: QuotaState | undefined;
    return {
      change: (text) => {
        const stored = this.#read(text);
        own = board.snapshot(this.#name);
        merged = {
          board: this.#merge(stored?.board ?? NO_STATE, own, this.#stored?.board),
          pace: this.#withOthers(stored?.pace ?? []),
        };
        return writeState(merged);
      },
      onKept: () => {
        if (merged === undefined) return;
        this.#stored = merged;
        // What happened here while it was written comes on top.
        this.#restore(this.#merge(merged.board, board.snapshot(this.#name), own), this.#handles());
      },
    };
  }

  #take(stored: SavedState | undefined): void {
    if (stored === undefined) return;
    const base = this.#stored?.board;
    this.#stored = stored;
    this.#restore(this.#merge(stored.board, this.#engine.board.snapshot(this.#name), base), this.#handles());
  }

  /** What was kept and still tells something. */
  #read(text: string | undefined): SavedState | undefined {
    if (text === undefined) return undefined;
    const read = readState(text);
    if ('state' in read) return freshState(read.state, this.#engine.clock.now());
    const what = `What was kept of limits is not used: ${read.problem}. It is learnt anew.`;
    this.#engine.warn('quota-store-state', what);
    return undefined;
  }

  #merge(stored: QuotaState, own: QuotaState, base: QuotaState | undefined): QuotaState {
    return mergeStates(stored, { own, base, by: this.#name });
  }

  #restore(board: QuotaState, handles: readonly ProviderHandle[]): void {
    this.#engine.board.restore(board, {
      keysOf: (provider) => handles.filter(({ name }) => name === provider).flatMap(({ ring }) => ring.keys),
      by: this.#name,
    });
  }

  #handles(): readonly ProviderHandle[] {
    return [...this.#engine.handles.values()];
  }

  /** The limits of the providers that are not there stay as they were kept. */
  #withOthers(kept: readonly ProviderLimits[]): readonly ProviderLimits[] {
    const own = this.#engine.snapshotLimits();
    return [...own, ...kept.filter(({ provider }) => !own.some((one) => one.provider === provider))];
  }
}
