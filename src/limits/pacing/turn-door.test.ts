import { describe, expect, it } from 'vitest';
import { TurnDoor } from './turn-door.js';

describe('TurnDoor', () => {
  it('lets two in, then twice as many each half second, however long their answers take', () => {
    const door = new TurnDoor(1_000);
    const times = Array.from({ length: 16 }, () => {
      const at = door.opensAt;
      door.enter();
      return Math.round(at);
    });
    expect([times[0], times[1], times[3], times[7], times[15]]).toEqual([1_000, 1_000, 1_500, 2_000, 2_500]);
  });

  it('lets two more in for each that was answered', () => {
    const door = new TurnDoor(0);
    door.enter();
    door.enter();
    expect(door.opensAt).toBeGreaterThan(0);
    door.pass();
    door.enter();
    door.enter();
    expect(door.opensAt).toBeGreaterThan(0);
  });
});
