import { describe, expect, it } from 'vitest';
import type { UsageStore } from '../../core/usage-store.js';
import { memoryUsageStore } from '../../stores/memory.js';
import { manualClock } from '../../testing/manual-clock.js';
import { StoreOpening } from './store-opening.js';

function opening(of: { readonly open?: UsageStore['open']; readonly budgets?: 'some' | 'none' } = {}) {
  const { budgets = 'some' } = of;
  const clock = manualClock();
  const done: string[] = [];
  const store: UsageStore = Object.assign(memoryUsageStore(), {
    open: () => {
      done.push('open');
      return of.open?.() ?? Promise.resolve([]);
    },
  });
  const restore = (): Promise<void> => {
    done.push('restore');
    return Promise.resolve();
  };
  const subject = new StoreOpening({
    store,
    clock,
    budgets: { isEmpty: budgets === 'none', restore },
    troubles: { opened: () => done.push('opened'), tell: (message) => done.push(message) },
  });
  return { subject, clock, done };
}

describe('the opening of a store', () => {
  it('happens once, and knows then what was spent', async () => {
    const { subject, done } = opening();
    await Promise.all([subject.open(), subject.open()]);
    await subject.open();
    expect(done).toEqual(['open', 'restore', 'opened']);
    expect(subject.isOpen).toBe(true);
  });

  it('asks nothing of a ledger without budgets', async () => {
    const { subject, clock, done } = opening({ budgets: 'none' });
    await subject.open();
    await clock.advance(60_000);
    expect(done).toEqual(['open', 'opened']);
    expect(subject.isRestoreDue()).toBe(false);
  });

  it('tells what the store has to say', async () => {
    const { subject, done } = opening({
      open: () => Promise.resolve([{ code: 'repaired', message: 'A line is broken.' }]),
    });
    await subject.open();
    expect(done).toEqual(['open', 'A line is broken.', 'restore', 'opened']);
  });

  it('is tried again after it failed', async () => {
    const answers = [Promise.reject(new Error('No such folder.')), Promise.resolve([])];
    const { subject } = opening({ open: () => answers.shift() ?? Promise.resolve([]) });
    await expect(subject.open()).rejects.toThrow('No such folder.');
    expect([subject.hasBegun, subject.isOpen]).toEqual([false, false]);
    await subject.open();
    expect([subject.hasBegun, subject.isOpen]).toEqual([true, true]);
  });

  it('reads what was spent again after 10 s, once for all who ask', async () => {
    const { subject, clock, done } = opening();
    await subject.open();
    await clock.advance(9_999);
    expect(subject.isRestoreDue()).toBe(false);
    await clock.advance(1);
    expect(subject.isRestoreDue()).toBe(true);
    await Promise.all([subject.restore(), subject.restore()]);
    expect(done).toEqual(['open', 'restore', 'opened', 'restore']);
    expect(subject.isRestoreDue()).toBe(false);
  });
});
