import type { Clock } from '../../core/clock.js';
import type { Scope } from '../../core/kind-spec.js';
import { savePlace, type SavedOpening } from './quota-state.js';
import { remember } from '../remember.js';
import type { Target } from '../target.js';

/** Beyond these the oldest is forgotten. */
const MOST_OPENED = 500;

/** A gate or a hint, as far as it is told from the others. */
export interface RevisedPlace {
  readonly id: string;
  readonly scope: Scope;
  readonly target: Target;
  readonly revision: number;
}

/** What opened, and which of two things that programs say of one gate is the newer. */
export class Revisions {
  readonly #clock: Pick<Clock, 'now'>;
  #latest = 0;
  /** By the id of the gate or hint. */
  readonly #opened = new Map<string, RevisedPlace>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** Higher than any that is known, and roughly a time. */
  next(): number {
    this.#latest = Math.max(this.#latest + 1, this.#clock.now());
    return this.#latest;
  }

  /** It opened, or was forgotten. */
  noteOpening(place: RevisedPlace): void {
    remember(this.#opened, { key: place.id, value: place, most: MOST_OPENED });
  }

  /** Whether what was saved is newer than what is known here. */
  isNews(id: string, saved: { readonly revision: number }, known: { readonly revision: number } | undefined): boolean {
    this.see(saved);
    const own = known?.revision ?? this.#opened.get(id)?.revision;
    return own === undefined || own < saved.revision;
  }

  /** Another program got so far. */
  see({ revision }: { readonly revision: number }): void {
    this.#latest = Math.max(this.#latest, revision);
  }

  /** For a store. */
  openings(): readonly SavedOpening[] {
    return Array.from(this.#opened.values(), ({ id, scope, target, revision }) => ({
      id: savePlace({ id, scope, target }).id,
      revision,
    }));
  }
}
