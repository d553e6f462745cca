import type { Classification } from '../../core/classification.js';
import { ERROR_KINDS, type ErrorKind } from '../../core/error-kinds.js';
import type { ApiKey } from '../../core/keys.js';
import type { Policy } from '../../core/policy.js';
import type { CallOptions, Preference } from '../../core/request.js';
import type { Gate } from '../../limits/gates/gate.js';
import type { Parked } from '../../limits/gates/parked.js';
import { SHORT_WAIT_MS, type PacedCall } from '../../limits/pacing/pace-queue.js';
import {
  blockingGates,
  earliestStart,
  findRoute,
  type EarliestStart,
  type Route,
  type RouteQuery,
} from '../../limits/keys/route.js';
import type { Target } from '../../limits/target.js';
import type { RequestSize } from '../../limits/pacing/token-estimate.js';
import type { StopPlan } from '../../retry/plan-wait.js';
import type { Progress } from '../../retry/progress.js';
import type { CallFailure } from './call-failure.js';
import type { CallLog } from './call-log.js';
import { expectedStart } from './expected-start.js';
import type { Engine } from '../engine.js';
import type { Destination, Destinations, Operation } from '../operations/operation.js';
import { policyOf } from '../options/settings.js';

/** What an outlook is made of. */
export interface OutlookInit {
  readonly call: Parked & PacedCall;
  readonly log: CallLog;
  /** The settings of its engine are read anew at each decision. */
  readonly spec: {
    readonly operation: Pick<Operation<never, never>, 'size'>;
    readonly engine: Pick<Engine, 'board' | 'clock' | 'settings'>;
    readonly options: CallOptions;
    readonly destinations: Destinations;
  };
}

/** Where a call could go from here. */
export class Outlook {
  readonly #call: OutlookInit['call'];
  readonly log: CallLog;
  readonly spec: OutlookInit['spec'];
  #index = 0;
  #wentBackAt: number | undefined;
  /** Keys that this call was refused with where no gate says so: else they would be tried for ever. */
  #refusedKeys: Set<ApiKey> | undefined;
  /** Transient failures at this destination. */
  failures = 0;
  #size: RequestSize | undefined;

  constructor({ call, log, spec }: OutlookInit) {
    this.#call = call;
    this.log = log;
    this.spec = spec;
  }

  /** How large the request is. */
  get size(): RequestSize {
    return (this.#size ??= this.spec.operation.size);
  }

  get destination(): Destination {
    return this.spec.destinations[this.#index] ?? this.spec.destinations[0];
  }

  /** Whether the call has left its first model. */
  get isFallback(): boolean {
    return this.#index > 0;
  }

  /** Where the request can go at this destination just now. */
  route(): Route {
    return this.#routeTo(this.destination, this.#avoidedKeys());
  }

  /** The keys to leave alone. Where all were refused, and yet the call goes on, its policy waits for one of them. */
  #avoidedKeys(): ReadonlySet<ApiKey> {
    const refused = this.#refusedKeys;
    if (refused === undefined) return NO_KEYS;
    return this.destination.handle.ring.usable().every((key) => refused.has(key)) ? NO_KEYS : refused;
  }

  /** Whether others wait for their time who go first; whoever finds out for a gate goes before all. */
  isBehind(): boolean {
    const { handle, model } = this.destination;
    const call = this.#call;
    return handle.pace.isBehind(model, call) && !this.spec.engine.board.gates().some((gate) => gate.admits(call));
  }

  /** Whether any limit is known that requests with a key are paced by. */
  isLimited(key: ApiKey): boolean {
    const { handle, model } = this.destination;
    return handle.pace.book.isLimited(model, key);
  }

  /** When the first key can start, by all that is known. */
  startsAt(): EarliestStart {
    return earliestStart(this.#query(this.destination, this.#avoidedKeys()));
  }

  /** Of the other models the one that can start first, before a time, where the call prefers that. */
  soonerDestination(before: number): number | undefined {
    if (!this.seeksSooner) return undefined;
    const { destinations, engine } = this.spec;
    const now = engine.clock.now();
    // Back to an earlier one only to be sooner, and not to and fro.
    const goesBack =
      before !== Number.POSITIVE_INFINITY && now - (this.#wentBackAt ?? Number.NEGATIVE_INFINITY) >= SHORT_WAIT_MS;
    let best: { readonly index: number; readonly at: number } | undefined;
    for (let index = goesBack ? 0 : this.#index + 1; index < destinations.length; index += 1) {
      const destination = destinations[index] as Destination;
      const at = Math.max(now, expectedStart(destination, this.#query(destination, NO_KEYS), now));
      if (index !== this.#index && at < (best?.at ?? before)) best = { index, at };
    }
    return best?.index;
  }

  /** Whether it goes to another model that can start before its own. */
  get seeksSooner(): boolean {
    return this.spec.destinations.length > 1 && this.#preference() === 'soonest';
  }

  /** The model that can start before a wait for what passes with time is over, where the call prefers that. */
  startsSooner(untilMs: number, { kind, retryable }: Classification): number | undefined {
    return retryable && ERROR_KINDS[kind].budget === 'time' ? this.soonerDestination(untilMs) : undefined;
  }

  #preference(): Preference {
    return this.spec.options.prefer ?? this.spec.engine.settings.prefer;
  }

  /** Remembers that a key was refused, where no gate does. To be called when the gates are closed. */
  noteRefusal(classification: Classification, target: Target): void {
    if (!classification.rotateKey) return;
    const route = this.#routeTo(this.destination, this.#refusedKeys ?? NO_KEYS);
    if ((isOpen(route) || route.type === 'busy') && route.key === target.key)
      (this.#refusedKeys ??= new Set()).add(target.key);
  }

  /** The gates that stand in the way, the one that comes free first before the others. */
  blockingGates(): readonly Gate[] {
    const gates = blockingGates(this.#query(this.destination, this.#refusedKeys ?? NO_KEYS));
    // As in `route()`: where all keys were refused, one of them is waited for.
    const isNone = gates.length === 0 && this.#refusedKeys !== undefined;
    return isNone ? blockingGates(this.#query(this.destination, NO_KEYS)) : gates;
  }

  /** With when a call that ends for now may be made again, or would have asked next: at the first time that any of its keys is open. */
  toResume(failure: CallFailure, stop: StopPlan): CallFailure {
    if (stop.reason !== 'resume-later' && stop.reason !== 'max-wait') return failure;
    const [first] = this.blockingGates();
    const soonest = (at: number): number => (first?.isClosed === true ? Math.min(at, first.until) : at);
    if (stop.reason === 'resume-later') return { ...failure, resumeAt: soonest(stop.resumeAt) };
    return stop.nextTryAt === undefined ? failure : { ...failure, nextTryAt: soonest(stop.nextTryAt) };
  }

  /** What a request behind a gate would be sent with. */
  targetAt(gate: Gate): Target {
    const { handle, model } = this.destination;
    return { provider: handle.name, model, key: gate.closing.target.key };
  }

  policyOf(kind: ErrorKind): Policy {
    const { options, engine } = this.spec;
    return policyOf(kind, {
      call: options,
      provider: this.destination.handle.policies,
      settings: engine.settings,
    });
  }

  /** Whether this kind goes to a fallback rather than wait or stop. */
  isFallbackFirst(kind: ErrorKind): boolean {
    const { fallbackOn } = this.spec.engine.settings;
    return fallbackOn.has(kind) || (this.#preference() === 'fallback' && ERROR_KINDS[kind].budget === 'time');
  }

  /** The first fallback that is open, else the next one; `undefined` where none is left. */
  nextDestination(): number | undefined {
    const { destinations } = this.spec;
    const next = this.#index + 1;
    if (next >= destinations.length) return undefined;
    if (this.#preference() === 'soonest') return this.soonerDestination(Number.POSITIVE_INFINITY) ?? next;
    const open = destinations.findIndex((destination, index) => index >= next && this.#isOpen(destination));
    return open === -1 ? next : open;
  }

  /** A model of its own begins anew: with its own failures and its own keys. */
  moveTo(index: number): void {
    if (index < this.#index) this.#wentBackAt = this.spec.engine.clock.now();
    this.#index = index;
    this.failures = 0;
    this.#refusedKeys = undefined;
  }

  /** Whether it could be sent with a key outside of the refused scope. */
  isOtherKeyOpen(target: Target): boolean {
    const route = this.#routeTo(this.destination, this.#refusedKeys ?? NO_KEYS);
    // One that has room again soon is one, too: the call waits for whichever key is first.
    const isThere = isOpen(route) || (route.type === 'busy' && route.until !== Number.POSITIVE_INFINITY);
    return isThere && route.key !== target.key;
  }

  /** Whether a fallback is left, and whether one of them is open. */
  fallback(): Progress['fallback'] {
    const next = this.spec.destinations[this.nextDestination() ?? -1];
    if (next === undefined) return 'none';
    return this.#isOpen(next) ? 'open' : 'closed';
  }

  #isOpen(destination: Destination): boolean {
    return isOpen(this.#routeTo(destination, NO_KEYS));
  }

  #routeTo(destination: Destination, refused: ReadonlySet<ApiKey>): Route {
    return findRoute(this.#query(destination, refused));
  }

  #query({ handle, model }: Destination, refused: ReadonlySet<ApiKey>): RouteQuery {
    const { board } = this.spec.engine;
    const call = this.#call;
    const { pace } = handle;
    return {
      provider: handle.name,
      model,
      ring: handle.ring,
      board,
      refused,
      isAdmitted: (gate) => gate.admits(call),
      // A person who wants it sent knows better than any limit.
      roomAt: (key) => (pace.isForced(model, call) ? undefined : pace.book.roomAt(model, key, this.size)),
      entersAt: (key) => (pace.isForced(model, call) ? undefined : pace.book.entersAt(model, key)),
    };
  }
}

const NO_KEYS: ReadonlySet<ApiKey> = new Set();

function isOpen(route: Route): route is Extract<Route, { type: 'open' | 'entering' | 'probe' }> {
  return route.type === 'open' || route.type === 'entering' || route.type === 'probe';
}
