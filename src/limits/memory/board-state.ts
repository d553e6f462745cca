import type { Scope } from '../../core/kind-spec.js';
import type { ApiKey } from '../../core/keys.js';
import type { Closing } from '../gates/closing.js';
import type { Gate } from '../gates/gate.js';
import type { Hint } from '../gates/hint.js';
import {
  findTarget,
  isKnown,
  savePlace,
  type QuotaState,
  type SavedGate,
  type SavedOpening,
  type SavedPlace,
} from './quota-state.js';
import { isSameLimit } from '../reset-clock/limit-name.js';
import type { ResetClock } from '../reset-clock/reset-clock.js';
import type { Revisions } from './revisions.js';
import { scopeKey, type Target } from '../target.js';

/** When a scope was last limited. */
export interface Limited {
  readonly scope: Scope;
  readonly target: Target;
  /** Epoch ms. */
  readonly at: number;
}

/** What a board consists of, by the ids of gates and hints. */
export interface BoardParts {
  readonly gates: Map<string, Gate>;
  readonly hints: Map<string, Hint>;
  readonly limited: Map<string, Limited>;
  readonly resetClock: ResetClock;
  readonly revisions: Revisions;
  /** Epoch ms. */
  now(): number;
  gateId(of: SavedGate, target: Target): string | undefined;
  createGate(id: string, closing: Closing): Gate;
}

/** All that a board knows, for a store; `by` names this program there. */
export function saveBoard(parts: BoardParts, by: string | undefined): QuotaState {
  const { gates, hints, limited, resetClock, revisions, now } = parts;
  const savedAt = now();
  return {
    version: 1,
    savedAt,
    gates: [...gates.values()].flatMap((gate) => (gate.isClosed && gate.isShared ? [gate.save(by)] : [])),
    limits: resetClock.entries().map(({ limit: { kind, window, ...place }, history }) => ({
      ...savePlace(place),
      kind,
      window,
      history,
    })),
    coolings: [...limited].map(([id, { at, ...place }]) => ({ ...savePlace({ id, ...place }), limitedAt: at })),
    hints: [...hints.values()].flatMap(({ classification, closedAt, until, revision, ...place }) =>
      until <= savedAt
        ? []
        : [{ ...savePlace({ ...place, scope: classification.scope }), classification, closedAt, until, revision }],
    ),
    opened: revisions.openings(),
  };
}

/** Whose keys they are, and the name of this program in the store, by which it knows its own leases. */
export interface RestoreOptions {
  readonly keysOf: (provider: string) => readonly ApiKey[];
  readonly by?: string | undefined;
}

/**
 * Takes over what is newer than what a board knows itself; what belongs to a key that is not there is left out.
 * @returns the gates that closed or moved by it, and those that opened
 */
export function restoreBoard(
  parts: BoardParts,
  state: QuotaState,
  { keysOf, by }: RestoreOptions,
): { readonly closed: readonly Gate[]; readonly opened: readonly Gate[] } {
  const find = (saved: SavedPlace): Target | undefined => findTarget(saved, keysOf(saved.target.provider));
  restoreLimits(parts, state, find);
  restoreHints(parts, state, find);
  const closed = state.gates.flatMap((saved) => {
    const target = find(saved);
    const id = target && isKnown(saved) ? parts.gateId(saved, target) : undefined;
    if (target === undefined || id === undefined) return [];
    const isNews = parts.revisions.isNews(id, saved, parts.gates.get(id));
    const gate = isNews ? restoreGate(parts, id, { saved, target }) : parts.gates.get(id);
    const { asking } = saved;
    if (by !== undefined) gate?.adoptLease(asking?.by === by ? undefined : asking);
    return isNews && gate !== undefined ? [gate] : [];
  });
  return { closed, opened: restoreOpenings(parts, state.opened) };
}

type Find = (saved: SavedPlace) => Target | undefined;

function restoreLimits({ gates, limited, resetClock }: BoardParts, state: QuotaState, find: Find): void {
  for (const saved of state.limits) {
    const target = find(saved);
    const id = target && scopeKey(saved.scope, 'limit', target);
    if (target === undefined || id === undefined) continue;
    const { scope, kind, window, history } = saved;
    const more = resetClock.restore({ id, scope, target, kind, window }, history);
    const gate = more === 0 ? undefined : gates.get(id);
    if (gate !== undefined && isSameLimit(gate.limit, { id, kind, window })) gate.countElsewhere(more);
  }
  for (const saved of state.coolings) {
    const target = find(saved);
    const id = target && scopeKey(saved.scope, 'limit', target);
    if (target === undefined || id === undefined || (limited.get(id)?.at ?? 0) >= saved.limitedAt) continue;
    limited.set(id, { scope: saved.scope, target, at: saved.limitedAt });
  }
}

function restoreHints({ hints, revisions }: BoardParts, state: QuotaState, find: Find): void {
  for (const saved of state.hints) {
    const target = find(saved);
    const id = target && isKnown(saved) ? scopeKey(saved.scope, 'hint', target) : undefined;
    if (target === undefined || id === undefined || !revisions.isNews(id, saved, hints.get(id))) continue;
    const { classification, closedAt, until, revision } = saved;
    hints.set(id, { id, target, classification, closedAt, until, revision });
  }
}

function restoreGate(
  parts: BoardParts,
  id: string,
  { saved, target }: { readonly saved: SavedGate; readonly target: Target },
): Gate {
  const closing: Closing = { ...saved, callId: '', target };
  const known = parts.gates.get(id);
  if (known !== undefined) {
    known.adopt(saved, closing);
    return known;
  }
  const gate = parts.createGate(id, closing);
  gate.restore(saved);
  return gate;
}

function restoreOpenings({ gates, hints, revisions }: BoardParts, openings: readonly SavedOpening[]): readonly Gate[] {
  const opened: Gate[] = [];
  if (openings.length === 0) return opened;
  const byId = new Map(openings.map(({ id, revision }) => [id, revision]));
  for (const gate of gates.values()) {
    const revision = byId.get(savePlace({ id: gate.id, scope: gate.scope, target: gate.closing.target }).id);
    if (revision === undefined || revision <= gate.revision || !gate.isClosed) continue;
    revisions.see({ revision });
    gate.revision = revision;
    gate.openElsewhere();
    opened.push(gate);
  }
  for (const [id, { classification, target, revision }] of hints) {
    const forgotten = byId.get(savePlace({ id, scope: classification.scope, target }).id);
    if (forgotten !== undefined && forgotten > revision) hints.delete(id);
  }
  return opened;
}
