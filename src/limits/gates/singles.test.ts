import { describe, expect, it } from 'vitest';
import { Singles } from './singles.js';

/** Sends one request a second from `at` on; each is refused at once, or answered half a second later. */
function meet(singles: Singles, at: number, ends: string): number {
  [...ends].forEach((end, place) => {
    const sentAt = at + place * 1_000;
    const by = singles.sent(sentAt);
    singles.met(by, end === 'x' ? 'refusal' : 'answer', sentAt + 500);
    singles.met(by, 'end', sentAt + 500);
  });
  return at + ends.length * 1_000;
}

/** One that has seen two short closings. */
function taught(): Singles {
  const singles = new Singles();
  singles.openedSoon(0);
  singles.openedSoon(0);
  return singles;
}

describe('a refusal for want of capacity', () => {
  it('concerns all where nothing is known of a server', () => {
    const singles = new Singles();
    expect(singles.areAll(meet(singles, 0, '..........x'))).toBe(false);
  });

  it('concerns one alone after two short closings, and after one where many are answered', () => {
    const singles = taught();
    expect(singles.areAll(meet(singles, 0, '....x'))).toBe(true);
    const other = new Singles();
    other.openedSoon(0);
    expect(other.areAll(meet(other, 0, '....x'))).toBe(false);
    expect(other.areAll(meet(other, 5_000, '............x'))).toBe(true);
  });

  it('concerns all where five come in a row, and more of them where a third is refused anyway', () => {
    const [rarely, often] = [taught(), taught()];
    const now = meet(rarely, 0, '........................');
    expect(rarely.areAll(meet(rarely, now, 'xxx'))).toBe(true);
    expect(rarely.areAll(meet(rarely, now + 3_000, 'xxx'))).toBe(false);
    const later = meet(often, 0, '..x..x..x..x..x..x..x..x..x..x..x.');
    expect(often.areAll(meet(often, later, 'xxxxxx'))).toBe(true);
    expect(often.areAll(meet(often, later + 6_000, 'xxxx'))).toBe(false);
  });

  it('concerns all where more is refused than let in', () => {
    const singles = taught();
    expect(singles.areAll(meet(singles, 0, 'xx.xx.x'))).toBe(false);
  });

  it('concerns one alone where those that were sent with it are under way for longer than a refusal takes', () => {
    const singles = taught();
    const now = meet(singles, 0, '....');
    for (let count = 0; count < 30; count += 1) {
      const at = now + count * 100;
      const refused = singles.sent(at);
      singles.sent(at + 10);
      singles.met(refused, 'refusal', at + 50);
      // The first ones may be too many.
      if (count > 2) expect(singles.areAll(at + 50)).toBe(true);
    }
  });

  it('concerns all where only those are refused that come when more are under way than ever was let in', () => {
    const singles = taught();
    for (let round = 0; round < 5; round += 1) {
      const at = round * 10_000;
      const calls = Array.from({ length: 6 }, (_, place) => singles.sent(at + place));
      for (const [place, call] of calls.entries()) {
        if (place < 4) continue;
        singles.met(call, 'refusal', at + place);
        expect(singles.areAll(at + place)).toBe(false);
      }
      for (const call of calls) singles.met(call, 'answer', at + 5_000);
      for (const call of calls) singles.met(call, 'end', at + 5_000);
    }
  });

  it('concerns all again when a quarter of an hour has passed without one', () => {
    const singles = taught();
    expect(singles.areAll(meet(singles, 0, '....x'))).toBe(true);
    expect(singles.areAll(meet(singles, 1_000_000, '....x'))).toBe(false);
  });
});
