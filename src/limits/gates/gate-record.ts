import type { Classification } from '../../core/classification.js';
import { ERROR_KINDS, isErrorKind, type ErrorKind } from '../../core/error-kinds.js';
import type { Scope } from '../../core/kind-spec.js';
import type { Closing } from './closing.js';
import { Closure } from './closure.js';
import type { GateEnvironment } from './gate-environment.js';
import { savePlace, type SavedGate } from '../memory/quota-state.js';
import type { RampPace } from './ramp.js';
import { limitName, type LimitName } from '../reset-clock/limit-name.js';
import { covers, type GateFamily, type Target } from '../target.js';

/** A ramp releases no more often, but several at a time. */
const SHORTEST_BEAT_MS = 25;

/** And no more slowly: a server that answered one a minute is not down for want of patience. */
const LONGEST_BEAT_MS = 1_000;
const LEAST_PER_BEAT = 0.25;

/** For a server of which nothing is known: four a second, and twice as many every four seconds. */
const SLOW_START = { type: 'beat', intervalMs: 250, perBeat: 1, growth: 1.045 } as const satisfies RampPace;

/** What ends with the first probe, or the second, was no outage. */
const MOST_BRIEF = 2;

/** A person asks no more often. */
const SHORTEST_FORCED_MS = 1_000;

/** Why it is asked before its time: a person wants it, or another key opened. */
type ForcedBy = 'by-person' | 'beckoned';

/** What a gate is made of. */
export interface GateInit {
  readonly id: string;
  readonly family: GateFamily;
  readonly closing: Closing;
  readonly environment: GateEnvironment;
  /** How many requests a ms its server answered before. */
  readonly ratePerMs?: number | undefined;
  /** How long its answers took at most, in ms. */
  readonly slowestAnswerMs?: number | undefined;
}

/** What is known of a closed scope: what closed it, until when, and how often it was refused. */
export abstract class GateRecord {
  readonly id: string;
  readonly scope: Scope;
  readonly family: GateFamily;
  protected readonly environment: GateEnvironment;
  /** Of what programs that share a store say of this gate, the highest is the newest. */
  revision = 0;
  #closing: Closing;
  #limit: LimitName;
  #closure: Closure;
  /** Since when nothing was answered, monotonic. */
  #outageSince: number;
  /** What a probe before its time broke in upon. */
  #forced: Closing | undefined;
  forcedBy: ForcedBy = 'by-person';
  /** Monotonic. */
  #forcedAt = Number.NEGATIVE_INFINITY;
  /** Refusals by kind since the last success. */
  readonly #refusals = new Map<ErrorKind, number>();
  #ratePerMs: number | undefined;
  /** Whether one of the first probes ended the last closing. */
  isBrief = false;

  constructor({ id, family, closing, environment, ratePerMs }: GateInit) {
    this.id = id;
    this.scope = closing.classification.scope;
    this.family = family;
    this.environment = environment;
    this.#closing = closing;
    this.#limit = limitName(id, closing.classification);
    this.#closure = new Closure(environment.clock);
    this.#outageSince = environment.clock.elapsed();
    this.#ratePerMs = ratePerMs;
    this.#refusals.set(closing.classification.kind, 1);
  }

  abstract get isClosed(): boolean;

  /** Whether programs that share a store share it, too: a fault on the way is each program's own affair. */
  get isShared(): boolean {
    return ERROR_KINDS[this.classification.kind].gate !== 'none';
  }

  /** What closed it last. */
  get closing(): Closing {
    return this.#closing;
  }

  /** Epoch ms. */
  get closedAt(): number {
    return this.#closure.at;
  }

  /** When the next request may be sent, in epoch ms; a wall clock that stepped back makes no wait longer. */
  get until(): number {
    return this.#closure.soonest(this.#closing.until);
  }

  /** How long nothing was answered, in ms. */
  get outageMs(): number {
    return this.environment.clock.elapsed() - this.#outageSince;
  }

  get classification(): Classification {
    return this.#closing.classification;
  }

  /** The limit that closed it, as the reset clock knows it: no passing fault that a probe met. */
  get limit(): LimitName {
    return this.#limit;
  }

  /** When the window was learnt to turn, if that is what is waited for. */
  get learntAt(): number | undefined {
    return this.isClosed && this.#closing.resetSource === 'learnt' ? this.#closing.until : undefined;
  }

  /** How many requests a ms it releases at first once it opens, where it goes by time. */
  get ratePerMs(): number | undefined {
    return this.#ratePerMs ?? (this.family === 'load' ? SLOW_START.perBeat / SLOW_START.intervalMs : undefined);
  }

  covers(target: Target): boolean {
    return covers(this.scope, this.#closing.target, target);
  }

  /** How often this kind was refused since the last success. */
  refusals(kind: ErrorKind): number {
    return this.#refusals.get(kind) ?? 0;
  }

  /** Counts a refusal; the first after a success is 1. One at a learnt time moves no stage. */
  count(kind: ErrorKind): number {
    const wasLearnt = this.#closing.resetSource === 'learnt' && this.isClosed && kind === this.classification.kind;
    const refusals = wasLearnt ? Math.max(1, this.refusals(kind)) : this.refusals(kind) + 1;
    this.#refusals.set(kind, refusals);
    return refusals;
  }

  /** The next refusal of this kind is the first one. */
  restartLadder(kind: ErrorKind): void {
    this.#refusals.delete(kind);
  }

  /** It is asked before its time, in a moment. A listener that asks for it at each start of a wait goes up the ladder, as without it. */
  noteForced(by: ForcedBy): void {
    this.forcedBy = by;
    const elapsed = this.environment.clock.elapsed();
    this.#forced = elapsed - this.#forcedAt < SHORTEST_FORCED_MS ? undefined : this.#closing;
    this.#forcedAt = elapsed;
  }

  /** The wait that goes on, where a probe before its time is refused with the same kind. */
  standingAfter({ kind }: Classification): Closing | undefined {
    const forced = this.#forced;
    if (forced === undefined || !this.isClosed || kind !== forced.classification.kind) return undefined;
    // A stated time may have come meanwhile, from a request that was under way.
    const standing = this.#closing.until > forced.until ? this.#closing : forced;
    return standing.until > this.environment.clock.now() ? standing : undefined;
  }

  /** It closes again, for the next stage or another kind, or after it was open and released so many a ms. */
  protected reclose(closing: Closing, ratePerMs = this.ratePerMs): void {
    const { clock } = this.environment;
    if (!this.isClosed) {
      this.#outageSince = clock.elapsed();
      // Those who were released were too many, or too fast; after a moment's want of capacity it is less sure.
      if (ratePerMs !== undefined && !this.isBrief) this.#ratePerMs = ratePerMs / 2;
    }
    this.#closing = closing;
    this.#forced = undefined;
    if (ERROR_KINDS[closing.classification.kind].gate === 'closes')
      this.#limit = limitName(this.id, closing.classification);
    this.#closure = new Closure(clock);
  }

  /** Something of what closed it changes while it is closed. */
  protected amend(change: Partial<Closing>): void {
    this.#closing = { ...this.#closing, ...change };
  }

  /** It was answered. */
  protected forgive(): void {
    this.isBrief = [...this.#refusals.values()].reduce((sum, refusals) => sum + refusals, 0) <= MOST_BRIEF;
    this.#refusals.clear();
    this.#forced = undefined;
  }

  /** How it closes when all that its window admits is used up, if it is known until when. Tells the reset clock. */
  protected countedOut(): Closing | undefined {
    const { resetClock, clock } = this.environment;
    const { classification, target, stage, waitedFor } = this.#closing;
    if (!waitedFor) return undefined;
    const at = clock.now();
    resetClock.closed({ ...this.limit, scope: this.scope, target }, { at, by: 'counted' });
    const advice = resetClock.advise(this.limit, at);
    if (advice === undefined) {
      resetClock.dismissed(this.limit);
      return undefined;
    }
    const { probeAt: until, resetsAt } = advice;
    return {
      ...this.#closing,
      until,
      stage: { index: 1, of: stage.of },
      resetSource: 'learnt',
      classification: { ...classification, resetsAt, resetSource: 'learnt', retryAfterMs: undefined },
    };
  }

  /** How it releases those who waited, where nothing is known of a quota. */
  protected pace(): RampPace {
    if (this.#ratePerMs === undefined) return this.family === 'load' ? SLOW_START : { type: 'doubling' };
    const intervalMs = Math.min(LONGEST_BEAT_MS, Math.max(SHORTEST_BEAT_MS, 1 / this.#ratePerMs));
    return { type: 'beat', intervalMs, perBeat: Math.max(this.#ratePerMs * intervalMs, LEAST_PER_BEAT), growth: 1 };
  }

  /** How it stands, for a store. */
  protected saveRecord(): Omit<SavedGate, 'asking'> {
    const { classification, target, stage, resetSource, tickMs, waitedFor, until } = this.#closing;
    const { id, scope, closedAt, revision } = this;
    const refusals = Object.fromEntries(this.#refusals);
    const state = { closedAt, until, stage, resetSource, tickMs, waitedFor, classification, refusals, revision };
    return { ...savePlace({ id, scope, target }), ...state };
  }

  /** Goes on where another process stood: for at most as long as it was to be closed in all. */
  restore(saved: SavedGate): void {
    const { clock } = this.environment;
    const now = clock.now();
    const until = Math.min(saved.until, now + Math.max(0, saved.until - saved.closedAt));
    this.#closing = { ...this.#closing, until };
    this.revision = saved.revision;
    this.#closure = new Closure(clock, saved.closedAt);
    this.#refusals.clear();
    for (const [kind, refusals] of Object.entries(saved.refusals)) {
      if (isErrorKind(kind)) this.#refusals.set(kind, refusals);
    }
  }
}
