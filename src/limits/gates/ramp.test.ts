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
