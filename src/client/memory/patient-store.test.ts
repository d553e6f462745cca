import { describe, expect, it, vi } from 'vitest';
import { manualClock } from '../../testing/manual-clock.js';
import { PatientStore } from './patient-store.js';

describe('PatientStore', () => {
  it('rests for 15 s after a failure', async () => {
    const clock = manualClock();
    const store = new PatientStore({
      store: { load: async () => undefined, save: async () => undefined },
      namespace: 'n',
      clock,
    });
    expect(store.isResting).toBe(false);
    store.rest();
    await clock.advance(14_999);
    expect(store.isResting).toBe(true);
    await clock.advance(1);
    expect(store.isResting).toBe(false);
  });

  it('changes what is kept in one step where the store can, else by a load and a save', async () => {
    const change = (text: string | undefined): string => `${text}+`;
    const plain = { load: vi.fn(async () => 'kept'), save: vi.fn(async () => undefined) };
    const whole = { ...plain, update: vi.fn(async () => undefined) };
    const then = vi.fn();
    await new PatientStore({ store: plain, namespace: 'n', clock: manualClock() }).update(change, then);
    expect(plain.save.mock.calls).toEqual([['n', 'kept+']]);
    await new PatientStore({ store: whole, namespace: 'n', clock: manualClock() }).update(change, then);
    expect(whole.update.mock.calls).toEqual([['n', change]]);
    expect(plain.save).toHaveBeenCalledTimes(1);
    expect(then).toHaveBeenCalledTimes(2);
  });

  it('saves anew what a store can no longer load', async () => {
    const save = vi.fn(async () => undefined);
    const store = { load: () => Promise.reject(new Error('It is gone.')), save };
    await new PatientStore({ store, namespace: 'n', clock: manualClock() }).update(
      (text) => text ?? 'new',
      () => undefined,
    );
    expect(save.mock.calls).toEqual([['n', 'new']]);
  });

  it('passes on what the store throws, and does not go on then', async () => {
    const then = vi.fn();
    const store = { load: async () => undefined, save: () => Promise.reject(new Error('It is full.')) };
    const patient = new PatientStore({ store, namespace: 'n', clock: manualClock() });
    await expect(patient.update(() => '', then)).rejects.toThrow('It is full.');
    expect(then).not.toHaveBeenCalled();
  });
});
