import { describe, expect, it } from 'vitest';
import { mergeStates } from './merge-states.js';
import { NO_STATE, type QuotaState, type SavedGate, type SavedLimit } from './quota-state.js';
import { NO_HISTORY, type WindowHistory } from '../reset-clock/window-history.js';

const NOW = Date.UTC(2026, 2, 2, 10);
const PLACE = {
  scope: 'account',
  target: { provider: 'p', model: 'm', keyId: 'a', project: 'a', account: 'a' },
} as const;

function gate(id: string, revision: number, more: Partial<SavedGate> = {}): SavedGate {
  return {
    ...PLACE,
    id,
    revision,
    closedAt: NOW,
    until: NOW + 60_000,
    stage: { index: 1, of: 4 },
    resetSource: 'ladder',
    tickMs: false,
    waitedFor: true,
    classification: { kind: 'hourly-limit' } as SavedGate['classification'],
    refusals: {},
    asking: undefined,
    ...more,
  };
}

const wall = (openedAt: number, admitted: number): WindowHistory['walls'][number] => ({
  closedAt: openedAt - 2,
  refusedAt: openedAt - 1,
  openedAt,
  admitted,
  calendarAt: undefined,
});

const limit = (history: Partial<WindowHistory>): SavedLimit => ({
  ...PLACE,
  id: 'g',
  kind: 'hourly-limit',
  window: 'hour',
  history: { ...NO_HISTORY, ...history },
});

const state = (more: Partial<QuotaState>): QuotaState => ({ ...NO_STATE, savedAt: NOW, ...more });
const merge = (stored: QuotaState, own: QuotaState, base?: QuotaState): QuotaState =>
  mergeStates(stored, { own, base, by: 'me' });

describe('what two programs know', () => {
  it('of other gates stands side by side', () => {
    const merged = merge(state({ gates: [gate('one', 1)] }), state({ gates: [gate('two', 2)] }));
    expect(merged.gates.map(({ id }) => id)).toEqual(['one', 'two']);
  });

  it('of one gate is what was said last, whoever said it', () => {
    const [older, newer] = [gate('g', 1), gate('g', 2, { until: NOW + 5 })];
    expect(merge(state({ gates: [older] }), state({ gates: [newer] })).gates).toEqual([newer]);
    expect(merge(state({ gates: [newer] }), state({ gates: [older] })).gates).toEqual([newer]);
  });

  it('of a gate that opened outlives what others still say, and yields to what closes it anew', () => {
    const opened = [{ id: 'g', revision: NOW + 2 }];
    expect(merge(state({ opened }), state({ gates: [gate('g', NOW + 1)] })).gates).toEqual([]);
    const closed = merge(state({ opened }), state({ gates: [gate('g', NOW + 3)] }));
    expect(closed.gates.length).toBe(1);
    expect(closed.opened).toEqual([]);
  });

  it('of gates that opened yesterday is forgotten', () => {
    expect(merge(state({ opened: [{ id: 'g', revision: NOW - 86_400_000 }] }), state({})).opened).toEqual([]);
  });

  it('is the same when it is merged once more', () => {
    const stored = state({ gates: [gate('g', 1)], limits: [limit({ walls: [wall(NOW, 5)] })] });
    const own = state({ gates: [gate('h', 2)], limits: [limit({ walls: [wall(NOW, 7)] })] });
    const once = merge(stored, own, stored);
    expect(merge(once, once, once)).toEqual(once);
  });
});

describe('who finds out', () => {
  const theirs = { by: 'they', until: NOW + 1 };
  const mine = { by: 'me', until: NOW + 30_000 };

  it.each([
    { what: 'is this program, where nobody else does', kept: undefined, own: mine, expected: mine },
    { what: 'is the other program, where it came first', kept: theirs, own: mine, expected: theirs },
    {
      what: 'is this program, where the other one has run out of time',
      kept: { by: 'they', until: NOW },
      own: mine,
      expected: mine,
    },
    { what: 'is nobody, where this program asks no more', kept: mine, own: undefined, expected: undefined },
    { what: 'stays the other program', kept: theirs, own: undefined, expected: theirs },
  ])('$what', ({ kept, own, expected }) => {
    const stored = state({ gates: [gate('g', 1, { asking: kept })] });
    expect(merge(stored, state({ gates: [gate('g', 1, { asking: own })] })).gates[0]?.asking).toEqual(expected);
  });

  it('is nobody after a refusal: what comes next waits for its own time', () => {
    const stored = state({ gates: [gate('g', 2)] });
    expect(merge(stored, state({ gates: [gate('g', 1, { asking: mine })] })).gates[0]?.asking).toBeUndefined();
  });
});

describe('what was answered', () => {
  it('is the sum of what all programs counted, each request once', () => {
    const base = state({ limits: [limit({ walls: [wall(NOW, 10)] })] });
    const stored = state({ limits: [limit({ walls: [wall(NOW, 14)] })] });
    const own = state({ limits: [limit({ walls: [wall(NOW, 13)] })] });
    expect(merge(stored, own, base).limits[0]?.history.walls[0]?.admitted).toBe(17);
  });

  it('counts for the wall that it belongs to, also where another program met the next one already', () => {
    const base = state({ limits: [limit({ walls: [wall(NOW, 10)] })] });
    const closed = { closedAt: NOW + 9, refusedAt: NOW + 9, calendarAt: undefined, missed: 0 };
    const stored = state({ limits: [limit({ walls: [wall(NOW, 14)], closed })] });
    const own = state({ limits: [limit({ walls: [wall(NOW, 13)] })] });
    const [merged] = merge(stored, own, base).limits;
    expect(merged?.history.closed).toEqual(closed);
    expect(merged?.history.walls[0]?.admitted).toBe(17);
  });

  it('follows the program that saw the latest wall', () => {
    const stored = state({ limits: [limit({ walls: [wall(NOW, 14)] })] });
    const own = state({ limits: [limit({ walls: [wall(NOW, 3), wall(NOW + 100, 1)] })] });
    expect(merge(stored, own).limits[0]?.history.walls).toEqual(own.limits[0]?.history.walls);
  });

  it('is five hundred of each at most, the latest: what belongs to keys that are gone does not stay for ever', () => {
    const many = Array.from({ length: 501 }, (_, index) => index);
    const stored = state({
      limits: many.map((index) => ({ ...limit({ walls: [wall(NOW + index, 1)] }), id: `g${index}` })),
      coolings: many.map((index) => ({ ...PLACE, id: `g${index}`, limitedAt: NOW + index })),
    });
    const merged = merge(stored, state({}));
    expect(merged.limits).toHaveLength(500);
    expect(merged.coolings).toHaveLength(500);
    for (const kept of [merged.limits, merged.coolings]) {
      expect(kept.map(({ id }) => id)).not.toContain('g0');
      expect(kept.map(({ id }) => id)).toContain('g500');
    }
  });
});
