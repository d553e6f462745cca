import { describe, expect, it } from 'vitest';
import { ERROR_KINDS, type ErrorKind } from '../../core/error-kinds.js';
import { resolveApiKeys, type ApiKey } from '../../core/keys.js';
import type { Classification } from '../../core/classification.js';
import { manualClock, type ManualClock } from '../../testing/manual-clock.js';
import type { Closing } from '../gates/closing.js';
import { GateBoard } from '../gates/gate-board.js';
import type { QuotaState } from './quota-state.js';

const START = Date.UTC(2026, 2, 2, 10);
const KEYS = resolveApiKeys(['secret-one', { key: 'secret-two', project: 'books', account: 'home' }]);

function createBoard(clock: ManualClock): GateBoard {
  let ids = 0;
  const createWaitId = (): string => `wait-${(ids += 1)}`;
  return new GateBoard({ clock, unref: false, createWaitId, onWait: () => undefined });
}

function closing(key: ApiKey | undefined, kind: ErrorKind, until: number): Closing {
  if (key === undefined) throw new Error('There is no such key.');
  const { scope, waitHelps, otherKeyHelps, advice } = ERROR_KINDS[kind];
  const classification: Classification = {
    kind,
    scope,
    retryable: waitHelps,
    rotateKey: otherKeyHelps,
    retryAfterMs: undefined,
    resetsAt: undefined,
    resetSource: undefined,
    status: 429,
    code: undefined,
    message: 'no more',
    advice,
  };
  const stage = { index: 3, of: 4 };
  const target = { provider: 'openai', model: 'a', key };
  return {
    classification,
    target,
    until,
    stage,
    callId: 'call-1',
    resetSource: 'ladder',
    tickMs: false,
    waitedFor: true,
  };
}

/** What comes back from a file. */
const stored = (state: QuotaState): QuotaState => JSON.parse(JSON.stringify(state)) as QuotaState;

describe('a saved state', () => {
  it('brings a gate back with its time and its stage, whatever the order of the keys', () => {
    const clock = manualClock(START);
    const board = createBoard(clock);
    const gate = board.create(closing(KEYS[0], 'hourly-limit', START + 900_000));
    gate.count('hourly-limit');
    gate.count('hourly-limit');
    const state = stored(board.snapshot());

    const later = manualClock(START + 100_000);
    const other = createBoard(later);
    const keys = resolveApiKeys(['another', 'secret-one']);
    other.restore(state, { keysOf: () => keys });
    const [restored] = other.gates();
    expect(restored).toMatchObject({ until: START + 900_000, closedAt: START, isClosed: true });
    expect(restored?.refusals('hourly-limit')).toBe(3);
    expect(restored?.closing.target.key).toBe(keys[1]);
    expect(other.limitedAt({ provider: 'openai', model: 'a', key: keys[0] ?? KEYS[0]! })).toBe(0);
  });

  it('holds no key, and names what people named', () => {
    const board = createBoard(manualClock(START));
    for (const key of KEYS) {
      const { classification, target } = closing(key, 'hourly-limit', START);
      board.create(closing(key, 'hourly-limit', START + 1));
      board.noteLimit(classification, target);
    }
    const text = JSON.stringify(board.snapshot());
    expect(text).not.toContain('secret');
    expect(text).toContain('"books"');
    expect(text).not.toContain('"#1"');
  });

  it('leaves out what belongs to a key that is gone, and keeps what belongs to none', () => {
    const board = createBoard(manualClock(START));
    board.create(closing(KEYS[0], 'hourly-limit', START + 1));
    board.create(closing(KEYS[0], 'overloaded', START + 1));
    const other = createBoard(manualClock(START));
    other.restore(stored(board.snapshot()), { keysOf: () => resolveApiKeys(['new']) });
    expect(other.gates().map(({ classification }) => classification.kind)).toEqual(['overloaded']);
  });

  it('keeps nobody waiting longer than the gate was to be closed, where the clock stands wrong', () => {
    const board = createBoard(manualClock(START));
    board.create(closing(KEYS[0], 'hourly-limit', START + 900_000));
    const yesterday = manualClock(START - 86_400_000);
    const other = createBoard(yesterday);
    other.restore(stored(board.snapshot()), { keysOf: () => KEYS });
    expect(other.gates()[0]?.until).toBe(START - 86_400_000 + 900_000);
  });

  it('brings back what was learnt, and which keys were limited last', () => {
    const board = createBoard(manualClock(START));
    const { classification, target } = closing(KEYS[1], 'hourly-limit', START);
    board.noteLimit(classification, target);
    const { id } = board.create(closing(KEYS[1], 'hourly-limit', START));
    const limit = { id, kind: 'hourly-limit', window: undefined, scope: 'project+model', target } as const;
    board.resetClock.closed(limit, { at: START, calendarAt: undefined, by: 'refusal' });
    board.resetClock.opened(limit, START + 60_000);
    const other = createBoard(manualClock(START));
    other.restore(stored(board.snapshot()), { keysOf: () => KEYS });
    expect(other.resetClock.entries().map(({ history }) => history)).toEqual(
      board.resetClock.entries().map(({ history }) => history),
    );
    expect(other.limitedAt(target)).toBe(START);
  });

  it('does not touch a gate that is there already', () => {
    const board = createBoard(manualClock(START));
    board.create(closing(KEYS[0], 'hourly-limit', START + 900_000));
    const other = createBoard(manualClock(START));
    other.create(closing(KEYS[0], 'hourly-limit', START + 5));
    other.restore(stored(board.snapshot()), { keysOf: () => KEYS });
    expect(other.gates().map(({ until }) => until)).toEqual([START + 5]);
  });

  it('tells observers of each gate that closes, moves or opens', () => {
    const board = createBoard(manualClock(START));
    const seen: string[] = [];
    board.observers.add((change, gate) => seen.push(`${change} ${gate.until - START}`));
    const gate = board.create(closing(KEYS[0], 'hourly-limit', START + 5));
    gate.postpone({ resetsAt: START + 9, resetSource: 'retry-after', retryAfterMs: 9 });
    gate.reopen();
    expect(seen).toEqual(['closed 5', 'closed 9', 'opened 9']);
  });
});
