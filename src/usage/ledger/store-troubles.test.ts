import { describe, expect, it } from 'vitest';
import { manualClock } from '../../testing/manual-clock.js';
import type { LedgerEvent, StoreProblemEvent } from './ledger-events.js';
import { LedgerListeners } from './ledger-listeners.js';
import { StoreTroubles } from './store-troubles.js';

function troubles(counts = { buffered: 3, lost: 0 }) {
  const told: StoreProblemEvent[] = [];
  const listeners = new LedgerListeners();
  listeners.add('store-problem', (event: LedgerEvent) => told.push(event as StoreProblemEvent));
  const of = new StoreTroubles({ clock: manualClock(1_000), listeners, counts: () => counts });
  return { of, told, messages: () => told.map(({ message }) => message) };
}

const FULL = new Error('The disk is full.');

describe('StoreTroubles', () => {
  it('tells of a failure once, until the store has written again', () => {
    const { of, told, messages } = troubles();
    of.failed(FULL, 0);
    of.failed(FULL, 0);
    expect(of.problem).toBe('The disk is full.');
    expect(told).toEqual([
      {
        type: 'store-problem',
        at: 1_000,
        message: 'The disk is full. Calls go on; entries wait in memory until it writes again.',
        error: FULL,
        buffered: 3,
        lost: 0,
      },
    ]);
    of.wrote();
    expect(of.problem).toBeUndefined();
    of.failed(FULL, 0);
    expect(messages()).toHaveLength(2);
  });

  it('tells of each loss, and for what', () => {
    const { of, messages } = troubles();
    of.failed(FULL, 0);
    of.failed(undefined, 500);
    of.failed(undefined, 500);
    expect(messages().slice(1)).toEqual([
      'The disk is full. 500 entries are lost.',
      'The disk is full. 500 entries are lost.',
    ]);
  });

  it('tells once that prompts are left out, until the store has written again', () => {
    const { of, messages } = troubles();
    of.contentLost();
    of.contentLost();
    expect(messages()).toHaveLength(1);
    of.opened();
    of.contentLost();
    expect(messages()).toHaveLength(1);
    of.wrote();
    of.contentLost();
    expect(messages()).toHaveLength(2);
  });

  it('tells at the end what is not written, if anything is', () => {
    const { of, messages } = troubles();
    of.left();
    expect(messages()).toEqual(['The process ends, and 3 entries are not written.']);
    const none = troubles({ buffered: 0, lost: 0 });
    none.of.left();
    expect(none.messages()).toEqual([]);
  });
});
