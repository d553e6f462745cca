import type { QuotaInfo } from '../../core/classification.js';
import type { RateLimitReading, RateMetric } from '../../core/rate-limits.js';
import type { KeyDoor } from '../keys/key-door.js';
import { FixedWindow } from './fixed-window.js';
import { HeaderWindow } from './header-window.js';
import { LearntWindow, type ToldLimit } from './learnt-window.js';
import type { RateWindow, RateWindowState } from './rate-window.js';
import { RollingWindow } from './rolling-window.js';
import type { RequestCost, RequestSize } from './token-estimate.js';
import { TurnDoor } from './turn-door.js';

/** One limit that requests are paced by. */
export interface PacedLimit {
  readonly metric: RateMetric;
  /** Where it is known from. */
  readonly source: 'configured' | 'reset-header' | 'learnt';
  /** In ms; `undefined` where it is not known. */
  readonly windowMs: number | undefined;
  readonly window: RateWindow;
}

/** How one limit stands, as plain data; its times are those of whoever asks. */
export interface LimitStanding {
  /** Of the limits of one metric and source. */
  readonly name: string;
  readonly metric: RateMetric;
  readonly source: PacedLimit['source'];
  readonly windowMs: number | undefined;
  readonly limit: number;
  readonly state: RateWindowState;
}

/** What keeps a request from being sent now, and until when. */
export interface Obstacle {
  readonly limit: PacedLimit;
  /** A time of the pace clock; `Infinity` for what never fits. */
  readonly at: number;
}

/** A request that was sent. */
export interface Ticket {
  readonly lane: Lane;
  readonly size: RequestSize;
  readonly cost: RequestCost;
  /** All that the lane had sent by then, this one included. */
  readonly sent: RequestCost;
  /** The limit that it finds out about. */
  readonly trial: LearntWindow | undefined;
  /** The door that it entered by, where its end is to be told there. */
  readonly door: KeyDoor | undefined;
}

/** A refusal, as far as pacing learns from it. */
export interface LaneRefusal {
  readonly quota: QuotaInfo;
  /** The stated end, as a time of the pace clock. */
  readonly until: number | undefined;
  readonly now: number;
}

const WINDOWS_MS: Partial<Record<NonNullable<QuotaInfo['window']>, number>> = {
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
};

/** All limits that the requests to one model with the keys of one project are under, and what was sent of them. */
export class Lane {
  readonly #door: KeyDoor | undefined;
  #configured: readonly PacedLimit[];
  readonly #fromHeaders = new Map<string, PacedLimit & { readonly window: HeaderWindow }>();
  readonly #learnt = new Map<string, PacedLimit & { readonly window: LearntWindow }>();
  /** Assumptions that did not hold here. */
  #disproved: Set<string> | undefined;
  /** Those above in one list. */
  #limits: readonly PacedLimit[];
  /** Of the window that turned last. */
  #turn: TurnDoor | undefined;
  /** So many tokens went in at once in spite of a limit in headers, which bounds no single request then. */
  #answeredBeyond = 0;
  #sent: RequestCost = { requests: 0, tokens: 0, 'input-tokens': 0, 'output-tokens': 0 };

  constructor(configured: readonly PacedLimit[], door?: KeyDoor) {
    this.#configured = configured;
    this.#limits = configured;
    this.#door = door;
  }

  get limits(): readonly PacedLimit[] {
    return this.#limits;
  }

  /** Changes the limits that are known beforehand. */
  configure(configured: readonly PacedLimit[]): void {
    this.#configured = configured;
    this.#update();
  }

  /** When a request fits: `now`, or later. */
  roomAt(cost: RequestCost, now: number): number {
    let at = now;
    for (const { metric, window } of this.#limits) at = Math.max(at, window.fitsAt(clamped(cost, metric, window), now));
    return this.#turn === undefined ? at : Math.max(at, this.#turn.opensAt);
  }

  /** When a crowd may send one more with a key that nobody knows yet: `now`, or later. A limit that is known says more. */
  entersAt(now: number): number {
    return this.#door === undefined || this.#limits.length > 0 ? now : this.#door.opensAt(now);
  }

  /** What stands in a request's way the longest, if anything does. */
  obstacle(cost: RequestCost, now: number): Obstacle | undefined {
    let latest: Obstacle | undefined;
    for (const limit of this.#limits) {
      const at = limit.window.fitsAt(clamped(cost, limit.metric, limit.window), now);
      if (at > now && (latest === undefined || at > latest.at)) latest = { limit, at };
    }
    return latest;
  }

  /** The limit that is smaller than what a request needs at the least. */
  impossible(least: RequestCost): PacedLimit | undefined {
    return this.#limits.find(
      ({ metric, source, window }) =>
        least[metric] > window.limit && !(source === 'reset-header' && least[metric] <= this.#answeredBeyond),
    );
  }

  /** Counts a request that is sent now. */
  send(request: { readonly cost: RequestCost; readonly size: RequestSize }, now: number): Ticket {
    const { cost, size } = request;
    let trial: LearntWindow | undefined;
    for (const { metric, window } of this.#limits) {
      const amount = clamped(cost, metric, window);
      const isGuess = window instanceof LearntWindow || (window instanceof HeaderWindow && window.isGuess);
      if (isGuess && window.used(now) === 0) this.#turn = new TurnDoor(now);
      if (window instanceof LearntWindow && window.isTrial(amount, now)) {
        window.startTrial();
        trial = window;
      }
      window.add(amount, now);
    }
    this.#turn?.enter();
    const { requests, tokens } = this.#sent;
    this.#sent = {
      requests: requests + 1,
      tokens: tokens + cost.tokens,
      'input-tokens': this.#sent['input-tokens'] + cost['input-tokens'],
      'output-tokens': this.#sent['output-tokens'] + cost['output-tokens'],
    };
    const door = this.#door?.enter(now) === true ? this.#door : undefined;
    return { lane: this, size, cost, sent: this.#sent, trial, door };
  }

  /** Counts what a request used up in truth, where no header does. @returns whether that made room */
  settle({ cost }: Ticket, actual: RequestCost, now: number): boolean {
    let madeRoom = false;
    for (const { metric, source, window } of this.#limits) {
      if (metric === 'requests') continue;
      if (source === 'reset-header') {
        if (actual['input-tokens'] > window.limit) this.#answeredBeyond = actual['input-tokens'];
        continue;
      }
      const difference = actual[metric] - clamped(cost, metric, window);
      if (difference !== 0) window.add(difference, now);
      madeRoom ||= difference < 0;
    }
    return madeRoom;
  }

  /** Learns from the headers of an answer. */
  read(ticket: Ticket, readings: readonly RateLimitReading[], now: number): void {
    for (const reading of readings) {
      const { name, metric, limit, windowMs } = reading;
      let known = this.#fromHeaders.get(name);
      if (known === undefined) {
        if (limit === undefined) continue;
        known = headerLimit(metric, new HeaderWindow(limit, windowMs));
        this.#fromHeaders.set(name, known);
        this.#update();
      }
      known.window.read(reading, { now, sentSince: this.#sent[metric] - ticket.sent[metric] });
    }
  }

  /** Learns from a refusal. @returns the limit that it told of, for those who may be under the same */
  refuse(ticket: Ticket, refusal: LaneRefusal): ToldLimit | undefined {
    const { quota, until, now } = refusal;
    const { metric, limit, window } = quota;
    if (metric !== 'requests' && metric !== 'tokens') return undefined;
    const amount = ticket.cost[metric];
    let isInHeaders = false;
    for (const known of this.#fromHeaders.values()) {
      if (!known.metric.endsWith(metric)) continue;
      isInHeaders = true;
      // Of several windows of one metric it is the one of that limit.
      if (limit === undefined || known.window.limit === limit) known.window.refuse({ amount, now, until });
    }
    const windowMs = window === undefined ? undefined : WINDOWS_MS[window];
    if (isInHeaders || limit === undefined || !(limit >= 1) || windowMs === undefined) return undefined;
    const told: ToldLimit = { metric, limit, windowMs, turnsAt: until };
    const name = `${metric} ${windowMs}`;
    const known = this.#learnt.get(name);
    const requests = { sentBefore: ticket.sent.requests, sent: this.#sent.requests };
    if (known === undefined) this.#learn(name, told, { now, standing: 'told', sent: requests.sent });
    else known.window.refuse(told, { now, ...requests });
    return told;
  }

  /** A refusal that says when it passes, and not which limit it is of: of those that headers call spent, any may be. */
  refuseUnnamed(ticket: Ticket, { until, now }: { readonly until: number; readonly now: number }): void {
    for (const { metric, window } of this.#fromHeaders.values()) {
      const amount = clamped(ticket.cost, metric, window);
      if (window.fitsAt(amount, now) > until) window.refuse({ amount, now, until });
    }
  }

  /** Takes a limit of another project for its own, until it is proved. */
  assume(told: ToldLimit, now: number): void {
    const { metric } = told;
    const name = `${metric} ${told.windowMs}`;
    if (this.#learnt.has(name) || this.#disproved?.has(name) === true) return;
    if ([...this.#fromHeaders.values()].some((known) => known.metric === metric)) return;
    this.#learn(name, told, { now, standing: 'assumed', sent: this.#sent.requests });
  }

  /** A request is over; once for each. What it was to try out is known, or is to be tried again. */
  end({ trial, door }: Ticket, outcome: 'success' | 'unknown'): void {
    if (outcome === 'success') {
      door?.pass();
      this.#turn?.pass();
    }
    if (trial === undefined) return;
    trial.endTrial();
    if (outcome !== 'success') return;
    for (const [name, { window }] of this.#learnt) {
      if (window !== trial) continue;
      this.#learnt.delete(name);
      (this.#disproved ??= new Set()).add(name);
      this.#door?.restart();
    }
    this.#update();
  }

  /** How its limits stand. */
  snapshot(now: number): readonly LimitStanding[] {
    return [...this.#named()].map(([name, { metric, source, windowMs, window }]) => {
      return { name, metric, source, windowMs, limit: window.limit, state: window.state(now) };
    });
  }

  /** Goes on from how its limits stood. What the options say wins over what was remembered. */
  restore(standings: readonly LimitStanding[], now: number): void {
    for (const standing of standings) {
      const { name, metric, source, windowMs, limit, state } = standing;
      if (source === 'configured') {
        const known = [...this.#named()].find(([other]) => other === name)?.[1].window;
        if (known instanceof RollingWindow || known instanceof FixedWindow) known.restore(state, now);
      } else if (source === 'reset-header') {
        const window = new HeaderWindow(limit, windowMs);
        window.restore(state, now);
        this.#fromHeaders.set(name, headerLimit(metric, window));
      } else if (windowMs !== undefined) {
        const turnsAt = state.type === 'fixed' ? state.turnsAt : undefined;
        const told: ToldLimit = { metric, limit, windowMs, turnsAt };
        this.#learnt.set(name, {
          metric,
          source,
          windowMs,
          window: new LearntWindow(told, { now, standing: 'assumed', sent: this.#sent.requests }),
        });
      }
    }
    this.#update();
  }

  *#named(): Generator<readonly [name: string, limit: PacedLimit]> {
    for (const limit of this.#configured) yield [`${limit.metric} ${limit.windowMs ?? ''}`, limit];
    yield* this.#fromHeaders;
    yield* this.#learnt;
  }

  #learn(name: string, told: ToldLimit, start: ConstructorParameters<typeof LearntWindow>[1]): void {
    const { metric, windowMs } = told;
    this.#learnt.set(name, { metric, source: 'learnt', windowMs, window: new LearntWindow(told, start) });
    this.#update();
  }

  #update(): void {
    this.#limits = [...this.#configured, ...this.#fromHeaders.values(), ...this.#learnt.values()];
  }
}

function headerLimit(metric: RateMetric, window: HeaderWindow): PacedLimit & { readonly window: HeaderWindow } {
  return {
    metric,
    source: 'reset-header',
    get windowMs() {
      return window.windowMs;
    },
    window,
  };
}

/** An estimate above the whole limit may be wrong: it is sent when all of it is free. */
function clamped(cost: RequestCost, metric: RateMetric, window: RateWindow): number {
  return Math.min(cost[metric], window.limit);
}
