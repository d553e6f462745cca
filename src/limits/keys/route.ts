import type { ApiKey } from '../../core/keys.js';
import type { Gate } from '../gates/gate.js';
import type { GateBoard } from '../gates/gate-board.js';
import type { Hint } from '../gates/hint.js';
import type { KeyRing } from './key-ring.js';

/** Which key a request to a model can take just now. */
export type Route =
  | { readonly type: 'open'; readonly key: ApiKey }
  /** Open, but so new that a crowd is let in little by little: the next one at this time, in epoch ms. */
  | { readonly type: 'entering'; readonly key: ApiKey; readonly until: number }
  /** Its gates are closed, but it is time to find out. */
  | { readonly type: 'probe'; readonly key: ApiKey; readonly gates: readonly Gate[] }
  /** Open, but its limit has no room before this time, in epoch ms; `Infinity`: the request is larger than the limit. */
  | { readonly type: 'busy'; readonly key: ApiKey; readonly until: number }
  /** Nothing stands in the way but the memory of a refusal. */
  | { readonly type: 'hinted'; readonly key: ApiKey; readonly hint: Hint }
  /** All are closed; this is the gate of the key that comes free first. */
  | { readonly type: 'blocked'; readonly key: ApiKey; readonly gate: Gate }
  /** No key is left. */
  | { readonly type: 'none' };

type KeyRoute = Exclude<Route, { type: 'none' }>;

/** What a route is looked for. */
export interface RouteQuery {
  readonly provider: string;
  readonly model: string;
  readonly ring: KeyRing;
  readonly board: GateBoard;
  /** Keys that this call was refused with where no gate says so. */
  readonly refused: ReadonlySet<ApiKey>;
  /** Whether a gate lets this very call through: it holds the probe, or a place in the ramp. */
  isAdmitted(gate: Gate): boolean;
  /** When the limits of a key have room, in epoch ms; `undefined`: just now. */
  roomAt(key: ApiKey): number | undefined;
  /** When a key that nobody knows yet lets one more of a crowd in, in epoch ms; `undefined`: just now. */
  entersAt(key: ApiKey): number | undefined;
}

/** The first listed open key; after a limit, the least recently limited; else the one that comes free first. */
export function findRoute(query: RouteQuery): Route {
  return bestOf(query, routesOf(query));
}

/** Of each key that is not refused, as listed. */
function routesOf(query: RouteQuery): readonly KeyRoute[] {
  const routes: KeyRoute[] = [];
  for (const key of query.ring.usable()) if (!query.refused.has(key)) routes.push(routeOf(query, key));
  return routes;
}

function bestOf({ board, provider, model }: RouteQuery, routes: readonly KeyRoute[]): Route {
  let best: Route = { type: 'none' };
  let bestLimitedAt = 0;
  for (const route of routes) {
    const limitedAt = board.limitedAt({ provider, model, key: route.key });
    if (isBetter(route, best, limitedAt - bestLimitedAt)) {
      best = route;
      bestLimitedAt = limitedAt;
    }
  }
  return best;
}

/** The gates that keep keys from being used just now, the one that comes free first before the others. */
export function blockingGates(query: RouteQuery): readonly Gate[] {
  const gates = new Set<Gate>();
  for (const route of routesOf(query)) if (route.type === 'blocked') gates.add(route.gate);
  return [...gates].sort((first, second) => first.until - second.until);
}

/** When a first key can start. */
export interface EarliestStart {
  /** In epoch ms: when its limits have room, or its gate is probed; `-Infinity`: just now, `Infinity`: unknown. */
  readonly at: number;
  /** Somebody finds out just now, a probe or the first of a ramp, so that it may well be earlier. */
  readonly isOpenQuestion: boolean;
  /** Its key is new, and lets a crowd in little by little. */
  readonly isAtDoor: boolean;
}

/** When the first key can start, by all that is known. */
export function earliestStart(query: RouteQuery): EarliestStart {
  const routes = routesOf(query);
  const first = bestOf(query, routes);
  // Those after it are not tried before it is known.
  if (first.type === 'entering') return { at: first.until, isOpenQuestion: false, isAtDoor: true };
  let at = Number.POSITIVE_INFINITY;
  let isOpenQuestion = false;
  for (const route of routes) {
    if (route.type === 'busy') at = Math.min(at, route.until);
    else if (route.type !== 'blocked') return { at: Number.NEGATIVE_INFINITY, isOpenQuestion: false, isAtDoor: false };
    else if (route.gate.isClosed && !route.gate.isProbing) at = Math.min(at, probedAt(query, route));
    else isOpenQuestion = true;
  }
  return { at, isOpenQuestion, isAtDoor: false };
}

/** When a gate can be probed: not before there is room for the probe, or it would be woken again and again for nothing. */
function probedAt(query: RouteQuery, { key, gate }: Extract<KeyRoute, { type: 'blocked' }>): number {
  const roomAt = query.roomAt(key);
  return roomAt === undefined || roomAt === Number.POSITIVE_INFINITY ? gate.until : Math.max(gate.until, roomAt);
}

function routeOf(query: RouteQuery, key: ApiKey): KeyRoute {
  const target = { provider: query.provider, model: query.model, key };
  let latest: Gate | undefined;
  const probes: Gate[] = [];
  for (const gate of query.board.gatesOf(target)) {
    if (query.isAdmitted(gate)) continue;
    const admission = gate.admission();
    if (admission === 'probe') probes.push(gate);
    else if (admission === 'blocked' && (latest === undefined || gate.until > latest.until)) latest = gate;
  }
  if (latest !== undefined) return { type: 'blocked', key, gate: latest };
  const until = query.roomAt(key);
  if (until !== undefined) return { type: 'busy', key, until };
  if (probes.length > 0) return { type: 'probe', key, gates: probes };
  const hint = query.board.hints.of(target);
  if (hint !== undefined) return { type: 'hinted', key, hint };
  const entersAt = query.entersAt(key);
  return entersAt === undefined ? { type: 'open', key } : { type: 'entering', key, until: entersAt };
}

// A key that was refused for good just now is a worse choice than one that comes free.
const RANK = { open: 0, entering: 0, probe: 1, busy: 2, blocked: 3, hinted: 4, none: 5 } as const satisfies Record<
  Route['type'],
  number
>;

function isBetter(route: Route, best: Route, limitedLaterByMs: number): boolean {
  if (RANK[route.type] !== RANK[best.type]) return RANK[route.type] < RANK[best.type];
  if (route.type === 'blocked' && best.type === 'blocked') return route.gate.until < best.gate.until;
  if (route.type === 'busy' && best.type === 'busy') return route.until < best.until;
  return limitedLaterByMs < 0;
}
