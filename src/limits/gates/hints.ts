import type { Classification } from '../../core/classification.js';
import type { Clock } from '../../core/clock.js';
import type { ApiKey } from '../../core/keys.js';
import type { Revisions } from '../memory/revisions.js';
import { covers, isOfKeys, scopeKey, type Target } from '../target.js';
import type { Hint } from './hint.js';

/** So far apart may be the clocks of programs that share a store. */
const OTHER_CLOCK_MS = 60_000;

/** The refusals that are remembered for those who can go elsewhere. */
export class Hints {
  /** Those that are forgotten by now may still be among them. */
  readonly byId = new Map<string, Hint>();
  readonly #clock: Pick<Clock, 'now'>;
  readonly #revisions: Revisions;

  constructor({ clock, revisions }: { readonly clock: Pick<Clock, 'now'>; readonly revisions: Revisions }) {
    this.#clock = clock;
    this.#revisions = revisions;
  }

  all(): readonly Hint[] {
    const now = this.#clock.now();
    return [...this.byId.values()].filter((hint) => isRemembered(hint, now));
  }

  /** The one that a request would meet again. */
  of(target: Target): Hint | undefined {
    if (this.byId.size === 0) return undefined;
    const now = this.#clock.now();
    for (const hint of this.byId.values()) {
      if (!isRemembered(hint, now)) this.byId.delete(hint.id);
      else if (covers(hint.classification.scope, hint.target, target)) return hint;
    }
    return undefined;
  }

  /** Remembers a refusal that nobody waits for. */
  note(classification: Classification, target: Target, untilMs: number): void {
    const id = scopeKey(classification.scope, 'hint', target);
    if (id === undefined) return;
    const closedAt = this.#clock.now();
    this.byId.set(id, { id, classification, target, closedAt, until: untilMs, revision: this.#revisions.next() });
  }

  /** An answer proves it wrong. */
  disprove(target: Target): void {
    const hint = this.of(target);
    if (hint !== undefined) this.forget(hint.id);
  }

  forget(id: string): void {
    const hint = this.byId.get(id);
    if (hint === undefined) return;
    this.byId.delete(id);
    const { target, classification } = hint;
    this.#revisions.noteOpening({ id, target, scope: classification.scope, revision: this.#revisions.next() });
  }

  /** A key that is used no more. */
  forgetKey(key: ApiKey): void {
    for (const [id, { classification, target }] of this.byId) {
      if (target.key === key && isOfKeys(classification.scope)) this.byId.delete(id);
    }
  }
}

/** Where the wall clock stepped back, it is forgotten rather than remembered for years. */
function isRemembered({ closedAt, until }: Hint, now: number): boolean {
  return until > now && now >= closedAt - OTHER_CLOCK_MS;
}
