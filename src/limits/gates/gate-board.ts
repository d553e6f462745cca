import { isStatedReset, type Classification } from '../../core/classification.js';
import { ERROR_KINDS } from '../../core/error-kinds.js';
import type { ApiKey } from '../../core/keys.js';
import type { Scope } from '../../core/kind-spec.js';
import { restoreBoard, saveBoard, type BoardParts, type Limited, type RestoreOptions } from '../memory/board-state.js';
import type { Closing } from './closing.js';
import { Gate } from './gate.js';
import type { ChangedGate, GateChange, GateEnvironment } from './gate-environment.js';
import { Hints } from './hints.js';
import { Loads } from './loads.js';
import type { Parked } from './parked.js';
import { isSibling } from './sibling.js';
import type { QuotaState } from '../memory/quota-state.js';
import { ResetClock, type CalendarOf } from '../reset-clock/reset-clock.js';
import { Revisions } from '../memory/revisions.js';
import { remember } from '../remember.js';
import { isOfKeys, scopeKey, type GateFamily, type Target } from '../target.js';

/** Of more scopes than these it is forgotten when they were limited. */
const MOST_LIMITED = 500;

/** All closed gates of a client. */
export class GateBoard {
  readonly #gates = new Map<string, Gate>();
  /** When a scope was last limited, for the order of keys. */
  readonly #limited = new Map<string, Limited>();
  readonly #revisions: Revisions;
  readonly #environment: GateEnvironment;
  readonly resetClock: ResetClock;
  readonly loads: Loads;
  readonly hints: Hints;
  /** Are told of each gate that closes, moves or opens, such as those who keep a {@link snapshot} in a store. */
  readonly observers = new Set<(change: GateChange, gate: ChangedGate) => void>();

  constructor(
    environment: Omit<GateEnvironment, 'onDone' | 'onRoom' | 'onChange' | 'resetClock'>,
    calendarOf?: CalendarOf,
  ) {
    this.resetClock = new ResetClock(calendarOf);
    this.loads = new Loads(environment.clock);
    this.#revisions = new Revisions(environment.clock);
    this.hints = new Hints({ clock: environment.clock, revisions: this.#revisions });
    this.#environment = {
      ...environment,
      resetClock: this.resetClock,
      onChange: (change, gate) => {
        gate.revision = this.#revisions.next();
        if (change === 'opened') this.#revisions.noteOpening({ ...placeOf(gate), revision: gate.revision });
        if (change === 'opened' && gate.family === 'load') this.loads.opened(gate);
        for (const observer of this.observers) observer(change, gate);
        if (change !== 'opened') return;
        this.#beckonSiblings(gate);
        this.#tellOfRoom();
      },
      onRoom: () => this.#tellOfRoom(),
      onDone: (gate) => {
        this.#gates.delete(gate.id);
        this.#tellOfRoom();
      },
    };
  }

  /** Epoch ms. */
  now(): number {
    return this.#environment.clock.now();
  }

  gates(): readonly Gate[] {
    return this.#gates.size === 0 ? NONE : [...this.#gates.values()];
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

  /** The gate of a model that lacks capacity, or whose server is down. */
  loadGate(target: Target): Gate | undefined {
    const id = scopeKey('model', 'load', target);
    return id === undefined ? undefined : this.#gates.get(id);
  }

  /** Closes a gate for the first time. */
  create(closing: Closing): Gate {
    const { classification, target } = closing;
    const id = gateId(classification, target);
    if (id === undefined) throw new TypeError(`A gate can't have the scope \`${classification.scope}\`.`);
    const family = familyOf(classification);
    const known = family === 'load' && this.loads.knownOf(id, target);
    const gate = new Gate({ id, family, closing, environment: this.#environment, ...known });
    this.#gates.set(id, gate);
    this.#environment.onChange('closed', gate);
    return gate;
  }

  /** Notes that a scope was limited: its keys come last when one is chosen. */
  noteLimit(classification: Classification, target: Target): void {
    const id = scopeKey(classification.scope, 'limit', target);
    if (id === undefined) return;
    const limited: Limited = { scope: classification.scope, target, at: this.#environment.clock.now() };
    remember(this.#limited, { key: id, value: limited, most: MOST_LIMITED });
  }

  /** When a target was last limited, in epoch ms; 0 if it never was. */
  limitedAt(target: Target): number {
    if (this.#limited.size === 0) return 0;
    let latest = 0;
    for (const scope of ['key', 'project+model', 'project', 'account'] as const) {
      const id = scopeKey(scope, 'limit', target);
      if (id !== undefined) latest = Math.max(latest, this.#limited.get(id)?.at ?? 0);
    }
    return latest;
  }

  /** A request was answered; `sentAt` is in epoch ms. */
  noteAnswer(target: Target, sentAt: number): void {
    const now = this.#environment.clock.now();
    this.resetClock.admitted(target, { now, sentAt });
    this.loads.answered(target, Math.max(0, now - sentAt));
  }

  /**
   * Whether a lack of capacity that was noted just now concerns the refused request alone: by what was seen before, the
   * server refuses some and answers the others.
   */
  isSingle(classification: Classification, target: Target): boolean {
    if (familyOf(classification) !== 'load' || ERROR_KINDS[classification.kind].gate !== 'closes') return false;
    const gate = this.loadGate(target);
    return (gate === undefined || (!gate.isClosed && gate.isBrief)) && this.loads.areSingles(target);
  }

  /**
   * A request met a passing fault.
   * @returns whether its server is down, as far as can be told
   */
  noteFault(target: Target): boolean {
    return this.loads.failed(target);
  }

  /** Whether a lack of capacity comes so soon after the last one that this client's own load may be its cause. */
  isRelapse(target: Target): boolean {
    return this.loads.isRelapse(target);
  }

  /** For how long this client has worked with a model, the time for which it is down included, in ms. */
  workedMs(target: Target): number {
    return this.loads.workedMs(target);
  }

  /** A key that is used no more: its gates and remembered refusals go, unless somebody waits there with another one. */
  forgetKey(key: ApiKey): void {
    for (const [id, gate] of this.#gates) {
      const isOwn = gate.closing.target.key === key && isOfKeys(gate.scope);
      if (isOwn && gate.waiting === 0 && !gate.isProbing) this.#gates.delete(id);
    }
    this.hints.forgetKey(key);
    this.resetClock.forgetKey(key);
  }

  /** All that is known of limits, for a store; `by` names this program there. */
  snapshot(by?: string): QuotaState {
    return saveBoard(this.#parts(), by);
  }

  /**
   * Takes over what was saved, where it is newer than what this board knows itself. What belongs to a key that `keysOf`
   * no longer names is left out. Nobody is asked: a saved gate whose time is over is probed by the next call.
   */
  restore(state: QuotaState, options: RestoreOptions): void {
    const { closed, opened } = restoreBoard(this.#parts(), state, options);
    for (const gate of closed) gate.settle({ reconsider: true });
    for (const gate of opened) gate.settle({ reconsider: false });
    if (opened.length > 0) {
      // A key that is open again serves those who wait for another one, too.
      for (const { gate, call } of this.parked()) if (!opened.includes(gate)) call.reconsider();
    }
    // Another program may have given back what it had not found out.
    this.settle();
  }

  /** Those who wait go on where it is time, as when another program that asked said nothing more. */
  settle(): void {
    for (const gate of this.gates()) if (gate.waiting > 0) gate.settle({ reconsider: false });
  }

  #parts(): BoardParts {
    const environment = this.#environment;
    return {
      gates: this.#gates,
      hints: this.hints.byId,
      limited: this.#limited,
      resetClock: this.resetClock,
      revisions: this.#revisions,
      now: () => environment.clock.now(),
      gateId: ({ classification }, target) => gateId(classification, target),
      createGate: (id, closing) => {
        const gate = new Gate({ id, family: familyOf(closing.classification), closing, environment });
        this.#gates.set(id, gate);
        return gate;
      },
    };
  }

  /** The limits of several keys mostly turn together. */
  #beckonSiblings(opened: ChangedGate): void {
    if (opened.family !== 'limit' || this.#gates.size < 2) return;
    const untilMs = this.now();
    for (const gate of this.gates()) {
      if (!isSibling(gate, opened) || !this.#mayBeOpen(gate, opened) || gate.until <= untilMs) continue;
      gate.noteForced('beckoned');
      gate.hasten({ ...gate.closing, untilMs });
    }
  }

  #mayBeOpen(gate: Gate, opened: ChangedGate): boolean {
    const { closing } = gate;
    if (!gate.isClosed || gate.isProbing || !closing.waitedFor || isStatedReset(closing.resetSource)) return false;
    // The stages of a first closing are exact.
    const isExact = closing.stage.of !== undefined && !this.resetClock.hasTurned(gate.limit);
    return !isExact && this.resetClock.mayHaveTurnedWith(gate.limit, opened.limit);
  }

  /** A gate is open: it may be the fallback of those who wait at another one. */
  #tellOfRoom(): void {
    for (const { call } of this.parked()) if (call.seeksSooner) call.reconsider();
  }

  /** Everyone who waits at any gate. */
  *parked(): Generator<{ readonly gate: Gate; readonly call: Parked }> {
    for (const gate of this.gates()) for (const call of [...gate.parked()]) yield { gate, call };
  }
}

const NONE: readonly Gate[] = [];

function placeOf({ id, scope, closing }: ChangedGate): {
  readonly id: string;
  readonly scope: Scope;
  readonly target: Target;
} {
  return { id, scope, target: closing.target };
}

function familyOf(classification: Classification): GateFamily {
  const spec = ERROR_KINDS[classification.kind];
  if (spec.gate === 'hints') return 'hint';
  return spec.otherKeyHelps ? 'limit' : 'load';
}

function gateId(classification: Classification, target: Target): string | undefined {
  return scopeKey(classification.scope, familyOf(classification), target);
}
