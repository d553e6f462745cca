import { isStatedReset, type Classification } from '../../core/classification.js';
import type { ApiKey } from '../../core/keys.js';
import { LONGEST_WINDOW_MS } from '../../core/longest-window.js';
import type { CountedTokens, RateLimitReading, RateMetric } from '../../core/rate-limits.js';
import type { Usage } from '../../core/reply.js';
import { ERROR_KINDS } from '../../core/error-kinds.js';
import { KeyDoor } from '../keys/key-door.js';
import type { ConfiguredLimits } from './configured-limits.js';
import { Lane, type LimitStanding, type Obstacle, type PacedLimit, type Ticket } from './lane.js';
import type { ToldLimit } from './learnt-window.js';
import type { PaceClock } from './pace-clock.js';
import type { RateWindowState } from './rate-window.js';
import { TokenEstimate, type RequestSize } from './token-estimate.js';

/** How a crowd meets a key of which nothing is known. */
export type NewKeys = 'at once' | 'by and by';

/** The limits of one model, for the keys of each project. */
interface ModelPage {
  readonly estimate: TokenEstimate;
  readonly lanes: Map<string, { readonly lane: Lane; readonly key: ApiKey }>;
  /** Those above by the keys that use them: each request asks several times. */
  readonly laneOfKey: WeakMap<ApiKey, Lane>;
  /** Limits that a refusal told of one project: the others may be under the same. */
  readonly told: Map<string, ToldLimit>;
  /** What a snapshot told of lanes that nobody has used yet. */
  readonly remembered: Map<string, readonly LimitStanding[]>;
}

/** How one limit stands, as plain data that survives JSON: for whoever keeps it over a restart. */
export interface LimitSnapshot extends LimitStanding {
  readonly model: string;
  readonly account: string;
  readonly project: string;
}

/** What is known of the limits of one provider, and what was sent of them. */
export class PaceBook {
  readonly #clock: PaceClock;
  readonly #counted: CountedTokens;
  readonly #pages = new Map<string, ModelPage>();
  /** Of each project, whatever the model: many limits are those of an account. `undefined`: crowds enter as they are. */
  readonly #doors: Map<string, KeyDoor> | undefined;
  readonly #doorsInRow = new Set<KeyDoor>();
  #configured: ConfiguredLimits;

  constructor(init: {
    readonly clock: PaceClock;
    readonly counted: CountedTokens;
    readonly configured: ConfiguredLimits;
    /** How a crowd meets a key that nobody knows yet. @default 'at once' */
    readonly newKeys?: NewKeys;
  }) {
    this.#clock = init.clock;
    this.#doors = init.newKeys === 'by and by' ? new Map() : undefined;
    this.#counted = init.counted;
    this.#configured = init.configured;
  }

  /** Changes the limits that are known beforehand. */
  configure(configured: ConfiguredLimits): void {
    this.#configured = configured;
    for (const [model, page] of this.#pages) {
      for (const { lane, key } of page.lanes.values()) lane.configure(configured.of(model, key));
    }
  }

  /** When a request may be sent, in epoch ms; `undefined`: at once; `Infinity`: never, it is larger than a limit. */
  roomAt(model: string, key: ApiKey, size: RequestSize): number | undefined {
    const lane = this.#lane(model, key);
    if (lane.limits.length === 0) return undefined;
    const now = this.#clock.now();
    const { estimate } = this.#page(model);
    if (lane.impossible(estimate.leastOf(size)) !== undefined) return Number.POSITIVE_INFINITY;
    const at = lane.roomAt(estimate.costOf(size), now);
    return at <= now ? undefined : this.#clock.toDate(at);
  }

  /** Whether any limit is known that requests are paced by. */
  isLimited(model: string, key: ApiKey): boolean {
    return this.#lane(model, key).limits.length > 0;
  }

  /** When a crowd may send one more with a key that nobody knows yet, in epoch ms; `undefined`: at once. */
  entersAt(model: string, key: ApiKey): number | undefined {
    if (this.#doors === undefined) return undefined;
    const now = this.#clock.now();
    const at = this.#lane(model, key).entersAt(now);
    return at <= now ? undefined : this.#clock.toDate(at);
  }

  /** What keeps a request from being sent; its time in epoch ms. */
  obstacle(model: string, key: ApiKey, size: RequestSize): Obstacle | undefined {
    const obstacle = this.#lane(model, key).obstacle(this.#page(model).estimate.costOf(size), this.#clock.now());
    return obstacle && { ...obstacle, at: this.#clock.toDate(obstacle.at) };
  }

  /** The limit that a request is larger than, for certain. */
  impossible(model: string, key: ApiKey, size: RequestSize): PacedLimit | undefined {
    const lane = this.#lane(model, key);
    return lane.limits.length === 0 ? undefined : lane.impossible(this.#page(model).estimate.leastOf(size));
  }

  /** How long one more that waits makes the wait of those behind it, in ms. */
  spacingMs(model: string, key: ApiKey): number {
    return this.#lane(model, key).limits.reduce((longest, { metric, windowMs, window }) => {
      return metric === 'requests' ? Math.max(longest, (windowMs ?? 0) / window.limit) : longest;
    }, 0);
  }

  /** Counts a request that is sent now. */
  send(model: string, key: ApiKey, size: RequestSize): Ticket {
    const cost = this.#page(model).estimate.costOf(size);
    return this.#lane(model, key).send({ cost, size }, this.#clock.now());
  }

  /** The headers of an answer, a good one or a refusal. */
  read(ticket: Ticket, readings: readonly RateLimitReading[]): void {
    if (readings.length > 0) ticket.lane.read(ticket, readings, this.#clock.now());
  }

  /** A request was answered. @returns whether others may go on for it */
  settle(model: string, ticket: Ticket, usage: Usage): boolean {
    ticket.lane.end(ticket, 'success');
    const actual = this.#page(model).estimate.settle(ticket.size, usage);
    return actual !== undefined && ticket.lane.settle(ticket, actual, this.#clock.now());
  }

  /** A request failed. */
  refuse(model: string, ticket: Ticket, { kind, quota, resetsAt, resetSource }: Classification): void {
    const { gate, otherKeyHelps } = ERROR_KINDS[kind];
    if (gate === 'closes' && otherKeyHelps) ticket.door?.refuse();
    else ticket.door?.pass();
    const isLimit = kind === 'rate-limit' || kind === 'hourly-limit';
    const now = this.#clock.now();
    const statedAt = resetsAt === undefined ? undefined : Math.max(now, this.#clock.fromDate(resetsAt));
    const until = statedAt === undefined || statedAt - now > LONGEST_WINDOW_MS ? undefined : statedAt;
    const isNamed = quota?.metric === 'requests' || quota?.metric === 'tokens';
    if (isLimit && !isNamed && until !== undefined && isStatedReset(resetSource)) {
      ticket.lane.refuseUnnamed(ticket, { until, now });
    }
    if (!isLimit || !isNamed) {
      ticket.lane.end(ticket, 'unknown');
      return;
    }
    const page = this.#page(model);
    if (quota.metric === 'tokens' && quota.requested !== undefined) page.estimate.correct(ticket.size, quota.requested);
    const told = ticket.lane.refuse(ticket, { quota, until, now });
    ticket.lane.end(ticket, 'unknown');
    if (told === undefined) return;
    page.told.set(`${told.metric} ${told.windowMs}`, told);
    for (const { lane } of page.lanes.values()) lane.assume(told, now);
  }

  /** How all limits stand, as plain data with times in epoch ms, for {@link restore}. */
  snapshot(): readonly LimitSnapshot[] {
    const now = this.#clock.now();
    const shiftMs = this.#clock.toDate(now) - now;
    return [...this.#pages].flatMap(([model, page]) =>
      [...page.lanes.values()].flatMap(({ lane, key: { account, project } }) =>
        lane.snapshot(now).map((standing) => {
          return { model, account, project, ...standing, state: shifted(standing.state, shiftMs) };
        }),
      ),
    );
  }

  /** Goes on from what {@link snapshot} told, before or after requests were sent. */
  restore(snapshots: readonly LimitSnapshot[]): void {
    const now = this.#clock.now();
    const shiftMs = now - this.#clock.toDate(now);
    for (const { model, account, project, ...standing } of snapshots) {
      const id = laneId({ account, project });
      const page = this.#page(model);
      const standings = [...(page.remembered.get(id) ?? []), { ...standing, state: shifted(standing.state, shiftMs) }];
      page.remembered.set(id, standings);
    }
    for (const page of this.#pages.values()) {
      for (const [id, { lane }] of page.lanes) {
        lane.restore(page.remembered.get(id) ?? NONE, now);
        page.remembered.delete(id);
      }
    }
  }

  /** Nobody waits for the answer of a request any more. */
  abandon(ticket: Ticket): void {
    ticket.door?.abandon();
    ticket.lane.end(ticket, 'unknown');
  }

  /** How every limit that is known stands; times in epoch ms. */
  standings(): readonly {
    readonly model: string;
    readonly key: ApiKey;
    readonly metric: RateMetric;
    readonly source: PacedLimit['source'];
    readonly limit: number;
    readonly windowMs: number | undefined;
    readonly remaining: number;
    readonly resetsAt: number | undefined;
  }[] {
    const now = this.#clock.now();
    return [...this.#pages].flatMap(([model, page]) =>
      [...page.lanes.values()].flatMap(({ lane, key }) =>
        lane.limits.map(({ metric, source, windowMs, window }) => {
          const resetsAt = window.resetsAt(now);
          return {
            model,
            key,
            metric,
            source,
            limit: window.limit,
            windowMs,
            remaining: Math.max(0, Math.floor(window.limit - window.used(now))),
            resetsAt: resetsAt === undefined ? undefined : Math.ceil(this.#clock.toDate(resetsAt)),
          };
        }),
      ),
    );
  }

  #page(model: string): ModelPage {
    let page = this.#pages.get(model);
    if (page === undefined) {
      page = {
        estimate: new TokenEstimate(this.#counted),
        lanes: new Map(),
        laneOfKey: new WeakMap(),
        told: new Map(),
        remembered: new Map(),
      };
      this.#pages.set(model, page);
    }
    return page;
  }

  #lane(model: string, key: ApiKey): Lane {
    const page = this.#page(model);
    let lane = page.laneOfKey.get(key);
    if (lane === undefined) {
      lane = this.#laneOfProject(page, { model, key });
      page.laneOfKey.set(key, lane);
    }
    return lane;
  }

  /** The keys of one project share a lane. */
  #laneOfProject(page: ModelPage, { model, key }: { readonly model: string; readonly key: ApiKey }): Lane {
    const id = laneId(key);
    const known = page.lanes.get(id);
    if (known !== undefined) return known.lane;
    const lane = new Lane(this.#configured.of(model, key), this.#doorOf(id));
    for (const told of page.told.values()) lane.assume(told, this.#clock.now());
    const remembered = page.remembered.get(id);
    if (remembered !== undefined) lane.restore(remembered, this.#clock.now());
    page.remembered.delete(id);
    page.lanes.set(id, { lane, key });
    return lane;
  }

  #doorOf(id: string): KeyDoor | undefined {
    if (this.#doors === undefined) return undefined;
    let door = this.#doors.get(id);
    if (door === undefined) {
      door = new KeyDoor(this.#doorsInRow);
      this.#doors.set(id, door);
      this.#doorsInRow.add(door);
    }
    return door;
  }
}

const NONE: readonly LimitStanding[] = [];

function laneId({ account, project }: Pick<ApiKey, 'account' | 'project'>): string {
  return account === project ? project : JSON.stringify([account, project]);
}

/** A state with all of its times moved. */
function shifted(state: RateWindowState, byMs: number): RateWindowState {
  switch (state.type) {
    case 'rolling':
      return { ...state, entries: state.entries.map(([at, amount]) => [at + byMs, amount] as const) };
    case 'fixed':
      return { ...state, turnsAt: state.turnsAt === undefined ? undefined : state.turnsAt + byMs };
    case 'bucket':
      return { ...state, at: state.at + byMs };
    default:
      return state satisfies never;
  }
}
