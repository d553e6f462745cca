import { describe, expect, it } from 'vitest';
import { NO_STATE, type SavedGate, type SavedHint } from '../../limits/memory/quota-state.js';
import { freshState } from './fresh-state.js';

const HOUR_MS = 3_600_000;
const NOW = 1_000 * HOUR_MS;

const gate = (of: { readonly closedAt: number; readonly until: number }): SavedGate => of as SavedGate;

const gatesAt = (now: number, ...gates: readonly SavedGate[]) =>
  freshState({ board: { ...NO_STATE, gates }, pace: [] }, now).board.gates;

describe('freshState', () => {
  it('keeps a gate for an hour after it should have opened', () => {
    const known = gate({ closedAt: NOW - 60_000, until: NOW });
    expect(gatesAt(NOW + HOUR_MS - 1, known)).toEqual([known]);
    expect(gatesAt(NOW + HOUR_MS, known)).toEqual([]);
  });

  it('keeps one that was closed for longer as long again', () => {
    const known = gate({ closedAt: NOW - 24 * HOUR_MS, until: NOW });
    expect(gatesAt(NOW + 24 * HOUR_MS - 1, known)).toEqual([known]);
    expect(gatesAt(NOW + 24 * HOUR_MS, known)).toEqual([]);
  });

  it('keeps hints until their time is over, and the paces as they are', () => {
    const hints = [{ until: NOW + 1 } as SavedHint, { until: NOW } as SavedHint];
    const pace = [{ provider: 'p', limits: [] }];
    expect(freshState({ board: { ...NO_STATE, hints }, pace }, NOW)).toEqual({
      board: { ...NO_STATE, hints: [hints[0]] },
      pace,
    });
  });
});
