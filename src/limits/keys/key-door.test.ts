import { describe, expect, it } from 'vitest';
import { KeyDoor } from './key-door.js';

function doors(count: number): readonly KeyDoor[] {
  const row = new Set<KeyDoor>();
  return Array.from({ length: count }, () => {
    const door = new KeyDoor(row);
    row.add(door);
    return door;
  });
}

function enter(door: KeyDoor | undefined, requests: number, now = 0): void {
  for (let count = 0; count < requests; count += 1) door?.enter(now);
}

/** When so many requests enter that all wish to at once. */
function entries(door: KeyDoor | undefined, requests: number): readonly number[] {
  let now = 0;
  return Array.from({ length: requests }, () => {
    now = door?.opensAt(now) ?? now;
    door?.enter(now);
    return Math.round(now);
  });
}

describe('the door of a key', () => {
  it('lets eight in at once, and twice as many each quarter of a second', () => {
    const times = entries(doors(1)[0], 64);
    expect(times.slice(0, 9)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 42]);
    expect([times[15], times[31], times[63]]).toEqual([250, 500, 750]);
  });

  it('lets two more in for each that came back, whatever it met but a limit', () => {
    const [door] = doors(1);
    enter(door, 8);
    expect(door?.opensAt(0)).toBeGreaterThan(0);
    door?.pass();
    enter(door, 2);
    expect(door?.opensAt(0)).toBeGreaterThan(0);
  });

  it('makes room for whoever is refused, or ends before it is known', () => {
    const [door] = doors(1);
    enter(door, 8);
    door?.refuse();
    door?.abandon();
    enter(door, 2);
    expect(door?.opensAt(0)).toBeGreaterThan(0);
  });

  it('beside a key that refused lets one in, then as many as that one held, then slowly more', () => {
    const [first, second] = doors(2);
    enter(first, 7);
    first?.refuse();
    first?.refuse();
    expect(first?.held).toBe(5);
    expect(entries(second, 9)).toEqual([0, 250, 250, 250, 250, 500, 646, 750, 830]);
  });

  it('beside one that held nothing lets one in, and goes on as if nothing were known: that one may just be spent', () => {
    const [first, second] = doors(2);
    enter(first, 1);
    first?.refuse();
    const times = entries(second, 64);
    expect([times[0], times[1], times[7], times[15], times[63]]).toEqual([0, 250, 250, 500, 1_000]);
  });

  it('expects as much as the largest beside it held: another one may have been spent in part', () => {
    const [first, second, third] = doors(3);
    enter(first, 4);
    first?.refuse();
    enter(second, 7);
    second?.refuse();
    expect(entries(third, 6)).toEqual([0, 250, 250, 250, 250, 250]);
  });

  it('is wide after five seconds', () => {
    const [door] = doors(1);
    enter(door, 8);
    expect(door?.opensAt(4_000)).toBe(4_000);
    enter(door, 10_000, 4_000);
    expect(door?.opensAt(5_000)).toBe(5_000);
    expect(door?.enter(5_000)).toBe(false);
  });

  it('is met by a crowd as a new one where what kept it away proved wrong', () => {
    const [door] = doors(1);
    enter(door, 8);
    expect(door?.opensAt(60_000)).toBe(60_000);
    door?.restart();
    enter(door, 8, 60_000);
    expect(door?.opensAt(60_000)).toBeGreaterThan(60_000);
  });
});
