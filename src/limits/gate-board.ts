import type { Classification } from '../core/classification.js';
import { ERROR_KINDS } from '../core/error-kinds.js';
import type { Closing } from './closing.js';
import { Gate } from './gate.js';
import type { GateEnvironment } from './gate-environment.js';
import type { Parked } from './parked.js';
import { ResetClock } from './reset-clock.js';
import { covers, scopeKey, type GateFamily, type Target } from './target.js';

/** A refusal that is remembered for those who can go elsewhere: nobody waits for it. */
export interface Hint {
  readonly id: string;
  readonly classification: Classification;
  readonly target: Target;
  readonly closedAt: number;
  /** Epoch ms; forgotten then. */
  readonly until: number;
}

/** All closed gates of a client. */
export class GateBoard {
  readonly #gates = new Map<string, Gate>();
  readonly #hints = new Map<string, Hint>();
  /** When a scope was last limited, for the order of keys. */
  readonly #limitedAt = new Map<string, number>();
  readonly #environment: GateEnvironment;
  readonly resetClock = new ResetClock();

  constructor(environment: Omit<GateEnvironment, 'onDone' | 'resetClock'>) {
    this.#environment = {
      ...environment,
      resetClock: this.resetClock,
      onDone: (gate) => {
        this.#gates.delete(gate.id);
      },
    };
  }

  gates(): readonly Gate[] {
    return [...this.#gates.values()];
  }

  hints(): readonly Hint[] {
    const now = this.#environment.clock.now();
    return [...this.#hints.values()].filter((hint) => hint.until > now);
  }

  /** The gates that a request would have to pass. */
  gatesOf(target: Target): readonly Gate[] {
    if (this.#gates.size === 0) return NONE;
    return this.gates().filter((gate) => gate.covers(target));
  }

  /** The gate that a refusal belongs to, whether or not it is there yet; `undefined` where it can't have one. */
  find(classification: Classification, target: Target): Gate | undefined {
    const id = gateId(classification, target);
    return id === undefined ? undefined : this.#gates.get(id);
  }

  /** Closes a gate for the first time. */
  create(closing: Closing): Gate {
    const { classification, target } = closing;
    const id = gateId(classification, target);
    if (id === undefined) throw new TypeError(`A gate can't have the scope \`${classification.scope}\`.`);
    const family = familyOf(classification);
    const gate = new Gate({ id, family, closing, environment: this.#environment });
    this.#gates.set(id, gate);
    return gate;
  }

  /** Notes that a scope was limited: its keys come last when one is chosen. */
  noteLimit(classification: Classification, target: Target): void {
    const id = scopeKey(classification.scope, 'limit', target);
    if (id !== undefined) this.#limitedAt.set(id, this.#environment.clock.now());
  }

  /** When a target was last limited, in epoch ms; 0 if it never was. */
  limitedAt(target: Target): number {
    if (this.#limitedAt.size === 0) return 0;
    let latest = 0;
    for (const scope of ['key', 'project+model', 'project', 'account'] as const) {
      const id = scopeKey(scope, 'limit', target);
      if (id !== undefined) latest = Math.max(latest, this.#limitedAt.get(id) ?? 0);
    }
    return latest;
  }

  /** Remembers a refusal that nobody waits for. */
  remember(classification: Classification, target: Target, untilMs: number): void {
    const id = scopeKey(classification.scope, 'hint', target);
    if (id === undefined) return;
    const closedAt = this.#environment.clock.now();
    this.#hints.set(id, { id, classification, target, closedAt, until: untilMs });
  }

  /** The remembered refusal that a request would meet again. */
  hintOf(target: Target): Hint | undefined {
    if (this.#hints.size === 0) return undefined;
    const now = this.#environment.clock.now();
    for (const hint of this.#hints.values()) {
      if (hint.until <= now) this.#hints.delete(hint.id);
      else if (covers(hint.classification.scope, hint.target, target)) return hint;
    }
    return undefined;
  }

  /** An answer proves a remembered refusal wrong. */
  forget(target: Target): void {
    if (this.#hints.size === 0) return;
    const hint = this.hintOf(target);
    if (hint !== undefined) this.#hints.delete(hint.id);
  }

  forgetHint(id: string): void {
    this.#hints.delete(id);
  }

  /** Everyone who waits at any gate. */
  *parked(): Generator<{ readonly gate: Gate; readonly call: Parked }> {
    for (const gate of this.gates()) for (const call of [...gate.parked()]) yield { gate, call };
  }
}

const NONE: readonly Gate[] = [];

function familyOf(classification: Classification): GateFamily {
  const spec = ERROR_KINDS[classification.kind];
  if (spec.gate === 'hints') return 'hint';
  return spec.otherKeyHelps ? 'limit' : 'load';
}

function gateId(classification: Classification, target: Target): string | undefined {
  return scopeKey(classification.scope, familyOf(classification), target);
}
