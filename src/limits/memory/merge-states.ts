import type { ProbeLease, QuotaState, SavedLimit, SavedOpening } from './quota-state.js';
import { limitKey } from '../reset-clock/limit-name.js';
import { latestEvent, mergeHistories } from '../reset-clock/window-history.js';

/** Longer than any program sleeps that still believes in a gate which opened meanwhile. */
const OPENING_KEPT_MS = 86_400_000;
/** Of openings, limits and coolings each, so that what belongs to keys that are gone does not stay for ever. */
const MOST_KEPT = 500;

/** What one program knows, and what it knew when it last looked into the store. */
export interface OwnState {
  readonly own: QuotaState;
  readonly base: QuotaState | undefined;
  /** The program, as its leases name it. */
  readonly by: string;
}

/**
 * What is kept of limits and what one program knows of them, as one: of each gate what was said last, of each limit the
 * latest wall, and the sum of what was answered. Whatever is merged twice, or was lost and is merged again, stays the
 * same. Pure.
 */
export function mergeStates(stored: QuotaState, { own, base, by }: OwnState): QuotaState {
  const opened = mergeOpenings([...stored.opened, ...own.opened], own.savedAt);
  const gates = newestOf({ stored: stored.gates, own: own.gates, opened }).map((gate) => {
    const kept = askingOf(stored, gate);
    // Who asks already goes on asking.
    const isTaken = kept !== undefined && kept.by !== by && kept.until > own.savedAt;
    return { ...gate, asking: isTaken ? kept : askingOf(own, gate) };
  });
  const closed = new Set(gates.map(({ id }) => id));
  return {
    version: 1,
    savedAt: own.savedAt,
    gates,
    limits: mergeLimits(stored.limits, own.limits, base?.limits ?? []),
    coolings: latestOf([...stored.coolings, ...own.coolings]),
    hints: newestOf({ stored: stored.hints, own: own.hints, opened }),
    opened: opened.filter(({ id }) => !closed.has(id)),
  };
}

/** A lease is good for one closing: once that is refused, nobody asks before its next time. */
function askingOf(state: QuotaState, { id, revision }: SavedOpening): ProbeLease | undefined {
  return state.gates.find((gate) => gate.id === id && gate.revision === revision)?.asking;
}

function mergeOpenings(openings: readonly SavedOpening[], now: number): readonly SavedOpening[] {
  const byId = new Map<string, SavedOpening>();
  for (const opening of openings) {
    const known = byId.get(opening.id);
    if (known === undefined || known.revision < opening.revision) byId.set(opening.id, opening);
  }
  return [...byId.values()]
    .filter(({ revision }) => revision > now - OPENING_KEPT_MS)
    .sort((one, other) => other.revision - one.revision)
    .slice(0, MOST_KEPT);
}

/** What was closed last, where it was not opened since. */
function newestOf<Item extends SavedOpening>(of: {
  readonly stored: readonly Item[];
  readonly own: readonly Item[];
  readonly opened: readonly SavedOpening[];
}): readonly Item[] {
  const byId = new Map<string, Item>();
  for (const item of [...of.stored, ...of.own]) {
    const known = byId.get(item.id);
    if (known === undefined || known.revision < item.revision) byId.set(item.id, item);
  }
  for (const { id, revision } of of.opened) {
    const item = byId.get(id);
    if (item !== undefined && item.revision < revision) byId.delete(id);
  }
  return [...byId.values()];
}

function latestOf<Item extends { readonly id: string; readonly limitedAt: number }>(
  items: readonly Item[],
): readonly Item[] {
  const byId = new Map<string, Item>();
  for (const item of items) if ((byId.get(item.id)?.limitedAt ?? 0) < item.limitedAt) byId.set(item.id, item);
  return [...byId.values()].sort((one, other) => other.limitedAt - one.limitedAt).slice(0, MOST_KEPT);
}

function mergeLimits(
  stored: readonly SavedLimit[],
  own: readonly SavedLimit[],
  base: readonly SavedLimit[],
): readonly SavedLimit[] {
  const merged = new Map(stored.map((limit) => [limitKey(limit), limit]));
  const bases = new Map(base.map((limit) => [limitKey(limit), limit.history]));
  for (const limit of own) {
    const name = limitKey(limit);
    const kept = merged.get(name);
    if (kept === undefined) merged.set(name, limit);
    else {
      const history = mergeHistories({ stored: kept.history, own: limit.history, base: bases.get(name) });
      merged.set(name, { ...kept, history });
    }
  }
  if (merged.size <= MOST_KEPT) return [...merged.values()];
  return [...merged.values()]
    .sort((one, other) => latestEvent(other.history) - latestEvent(one.history))
    .slice(0, MOST_KEPT);
}
