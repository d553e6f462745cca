import type { QuotaState } from '../../limits/memory/quota-state.js';
import type { ProviderLimits } from '../provider/provider-limits.js';

/** All that a client keeps of limits. */
export interface SavedState {
  readonly board: QuotaState;
  readonly pace: readonly ProviderLimits[];
}

const FORMAT = 'llm-resilience limits';
const VERSION = 1;

/** What a kept text holds, or why it holds nothing for this version. */
export type ReadState = { readonly state: SavedState } | { readonly problem: string };

/** The text that is kept. */
export function writeState(state: SavedState): string {
  return JSON.stringify({ format: FORMAT, version: VERSION, ...state });
}

/** Reads a kept text, whatever it is; never throws. */
export function readState(text: string): ReadState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'it is no JSON' };
  }
  const { format, version, board, pace } = (value ?? {}) as Record<string, unknown>;
  if (format !== FORMAT) return { problem: 'it is of another kind' };
  if (version !== VERSION)
    return { problem: `it is of version ${String(version)}, and this one reads version ${VERSION}` };
  if (!isBoard(board) || !isPace(pace)) return { problem: 'a part of it is missing or wrong' };
  return { state: { board: complete(board), pace } };
}

/** What one program said before several could share a store. */
function complete(board: QuotaState): QuotaState {
  const opened: unknown = board.opened;
  const dated = <Item extends { readonly revision: number; readonly closedAt: number }>(item: Item): Item =>
    typeof item.revision === 'number' ? item : { ...item, revision: item.closedAt };
  return {
    ...board,
    gates: board.gates.map(dated),
    hints: board.hints.map(dated),
    opened: Array.isArray(opened) ? opened.filter(isOpening) : [],
  };
}

function isOpening(value: unknown): value is QuotaState['opened'][number] {
  const { id, revision } = (value ?? {}) as { readonly id?: unknown; readonly revision?: unknown };
  return typeof id === 'string' && typeof revision === 'number';
}

function isBoard(value: unknown): value is QuotaState {
  const lists = ['gates', 'limits', 'coolings', 'hints'] as const;
  return (
    typeof value === 'object' &&
    value !== null &&
    lists.every((name) => {
      const list = (value as Record<string, unknown>)[name];
      return Array.isArray(list) && list.every(isPlaced);
    })
  );
}

function isPlaced(value: unknown): boolean {
  const { target, scope } = (value ?? {}) as {
    readonly target?: { readonly provider?: unknown };
    readonly scope?: unknown;
  };
  return typeof scope === 'string' && typeof target?.provider === 'string';
}

function isPace(value: unknown): value is SavedState['pace'] {
  return (
    Array.isArray(value) &&
    value.every((entry: unknown) => {
      const { provider, limits } = (entry ?? {}) as { readonly provider?: unknown; readonly limits?: unknown };
      return typeof provider === 'string' && Array.isArray(limits);
    })
  );
}
