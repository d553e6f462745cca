import { describe, expect, it } from 'vitest';
import { Ramp } from './ramp.js';

const allowing = (size: number): Ramp<string> =>
  new Ramp({ type: 'allowance', allowance: { size, isSteady: true, turnsAt: Number.POSITIVE_INFINITY } });

describe('the ramp of a known quota', () => {
  it('releases as many as the window admits, its probe included', () => {
    const ramp = allowing(3);
    ramp.enter('one');
    expect(ramp.hasRoom).toBe(true);
    ramp.enter('two');
    expect(ramp.hasRoom).toBe(false);
  });

  it('counts nothing for a request that met a fault on the way', () => {
    const ramp = allowing(3);
    ramp.enter('one');
    ramp.enter('two');
    ramp.done('one', 'success');
    ramp.done('two', 'unknown');
    expect([ramp.isSpent, ramp.hasRoom]).toEqual([false, true]);
  });
});

describe('the ramp after a limit of which nothing is known', () => {
  it('lets two more go for each that is answered, or is still under way two beats later, but not for both', () => {
    const ramp = new Ramp<string>({ type: 'doubling' });
    ramp.enter('one');
    expect(ramp.hasRoom).toBe(false);
    ramp.beat();
    expect(ramp.hasRoom).toBe(false);
    ramp.beat();
    ramp.enter('two');
    ramp.enter('three');
    ramp.done('one', 'success');
    expect(ramp.hasRoom).toBe(false);
    ramp.done('two', 'success');
    expect(ramp.hasRoom).toBe(true);
  });

  it('lets a crowd go by and by, even if the window seems to admit all of it', () => {
    const ramp = allowing(100);
    for (let call = 2; call <= 8; call += 1) ramp.enter(String(call));
    expect([ramp.hasRoom, ramp.hasRoomForNew]).toEqual([false, true]);
    ramp.beat();
    expect(ramp.hasRoom).toBe(true);
  });
});

describe('the ramp of a measured pace', () => {
  it('is twice as fast after some 32 answers: what was measured may have been all that was asked for', () => {
    const ramp = new Ramp<string>({ type: 'beat', perBeat: 1, intervalMs: 1_000, growth: 1 });
    for (let call = 0; call < 32; call += 1) {
      ramp.enter(String(call));
      ramp.done(String(call), 'success');
    }
    expect(ramp.ratePerMs).toBeCloseTo(0.002, 4);
  });

  it('is twice as fast after eight seconds in which a few are answered, however slow it was, and no faster if none is', () => {
    const rates = ['success', 'unknown'].map((how) => {
      const ramp = new Ramp<string>({ type: 'beat', perBeat: 0.25, intervalMs: 1_000, growth: 1 });
      for (let second = 0; second < 8; second += 1) {
        const call = String(second);
        if (second % 4 === 0) {
          ramp.enter(call);
          ramp.done(call, how as 'success' | 'unknown');
        }
        ramp.beat();
      }
      return ramp.ratePerMs;
    });
    expect(rates[0]).toBeCloseTo(0.000_5, 6);
    expect(rates[1]).toBe(0.000_25);
  });
});
