import { describe, expect, it } from 'vitest';
import type { Gate } from '../limits/gates/gate.js';
import type { Parked } from '../limits/gates/parked.js';
import { Standstill, type HeldCall, type StandstillInit } from './standstill.js';

type Memory = NonNullable<StandstillInit['memory']>;

/** A promise that a test keeps when it is time. */
function promised(): { readonly promise: Promise<void>; keep(): Promise<void> } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const keep = async (): Promise<void> => {
    resolve();
    await promise;
  };
  return { promise, keep };
}

/** A call that counts how often it is told to go on. */
function callThatCounts(): HeldCall & { wakes: number } {
  const call = {
    wakes: 0,
    wake: () => {
      call.wakes += 1;
    },
  };
  return call;
}

/** A memory that has loaded, and is fresh, unless told otherwise. */
function memoryWith(told: Partial<Memory> = {}): Memory {
  const done = (): Promise<void> => Promise.resolve();
  return { load: done, isFresh: () => true, look: done, claim: done, ...told };
}

function standstillWith(memory?: Memory, gates: readonly Partial<Gate>[] = []): Standstill {
  return new Standstill({ board: { gates: () => gates as readonly Gate[] }, memory });
}

describe('a standstill', () => {
  it('holds no call unless somebody asked for it', () => {
    expect(standstillWith().holds(callThatCounts())).toBe(false);
  });

  it('holds calls while paused, and wakes each once on resuming', () => {
    const standstill = standstillWith();
    const call = callThatCounts();
    standstill.pause();
    expect(standstill.holds(call)).toBe(true);
    standstill.resume();
    standstill.resume();
    expect(call.wakes).toBe(1);
    expect(standstill.holds(call)).toBe(false);
  });

  it('wakes no call that ended meanwhile', () => {
    const standstill = standstillWith();
    const call = callThatCounts();
    standstill.pause();
    standstill.holds(call);
    standstill.forget(call);
    standstill.resume();
    expect(call.wakes).toBe(0);
  });

  it('holds calls until it is known which limits were met before', async () => {
    const loaded = promised();
    const standstill = standstillWith(memoryWith({ load: () => loaded.promise }));
    const call = callThatCounts();
    expect(standstill.holds(call)).toBe(true);
    await loaded.keep();
    expect(call.wakes).toBe(1);
  });

  it('stays paused where the limits become known meanwhile', async () => {
    const loaded = promised();
    const standstill = standstillWith(memoryWith({ load: () => loaded.promise }));
    const call = callThatCounts();
    standstill.holds(call);
    standstill.pause();
    await loaded.keep();
    expect(call.wakes).toBe(0);
    standstill.resume();
    expect(call.wakes).toBe(1);
  });

  it('wakes nobody on resuming before the limits are known', async () => {
    const loaded = promised();
    const standstill = standstillWith(memoryWith({ load: () => loaded.promise }));
    const call = callThatCounts();
    standstill.holds(call);
    standstill.pause();
    standstill.resume();
    expect(call.wakes).toBe(0);
    await loaded.keep();
    expect(call.wakes).toBe(1);
  });

  it('holds a call while it looks what other programs met since', async () => {
    const looked = promised();
    const standstill = standstillWith(memoryWith({ isFresh: () => false, look: () => looked.promise }));
    await Promise.resolve(); // it has loaded
    const call = callThatCounts();
    expect(standstill.holds(call)).toBe(true);
    await looked.keep();
    expect(call.wakes).toBe(1);
  });

  it('holds a call that would find out for all until no other program does', async () => {
    const claimed = promised();
    const leased: Partial<Gate> = { needsLease: () => true };
    const free: Partial<Gate> = { needsLease: () => false };
    let asked: readonly unknown[] = [];
    const claim = (gates: readonly Gate[]): Promise<void> => {
      asked = gates;
      return claimed.promise;
    };
    const standstill = standstillWith(memoryWith({ claim }), [free, leased]);
    await Promise.resolve(); // it has loaded
    const call = callThatCounts() as HeldCall & Parked & { wakes: number };
    expect(standstill.mustClaim(call)).toBe(true);
    expect(asked).toEqual([leased]);
    await claimed.keep();
    expect(call.wakes).toBe(1);
  });

  it('wakes nobody once closed, and stays closed', async () => {
    const loaded = promised();
    const standstill = standstillWith(memoryWith({ load: () => loaded.promise }));
    const call = callThatCounts();
    standstill.holds(call);
    standstill.close();
    await loaded.keep();
    standstill.pause();
    standstill.resume();
    expect(call.wakes).toBe(0);
    expect(standstill.isClosed).toBe(true);
  });
});
