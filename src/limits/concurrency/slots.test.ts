import { describe, expect, it } from 'vitest';
import { Slots, type SlotWaiter } from './slots.js';

const waiter = (log: string[], name: string, priority: SlotWaiter['priority'] = 'normal'): SlotWaiter => ({
  priority,
  group: '',
  onSlot: () => {
    log.push(name);
  },
});

describe('slots', () => {
  it('are handed on to who waits, the higher priority first', () => {
    const log: string[] = [];
    const slots = new Slots(1);
    expect(slots.take(waiter(log, 'first'))).toBe(true);
    expect(slots.take(waiter(log, 'low', 'low'))).toBe(false);
    expect(slots.take(waiter(log, 'high', 'high'))).toBe(false);
    slots.release();
    expect(log).toEqual(['high']);
    expect(slots.state).toEqual({ most: 1, limit: 1, underWay: 1, queued: 1 });
  });

  it('become half as many where the provider has no capacity, once for all that were sent together', () => {
    const slots = new Slots(8);
    const { generation } = slots;
    for (let index = 0; index < 8; index += 1) slots.take(waiter([], ''));
    for (let index = 0; index < 8; index += 1) slots.lower(generation);
    expect(slots.state.limit).toBe(4);
    slots.lower(slots.generation);
    expect(slots.state.limit).toBe(2);
  });

  it('are never less than one', () => {
    const slots = new Slots(2);
    for (let index = 0; index < 10; index += 1) slots.lower(slots.generation);
    expect(slots.state.limit).toBe(1);
  });

  it('become one more for each round of answers, and never more than configured', () => {
    const slots = new Slots(4);
    for (let index = 0; index < 4; index += 1) slots.take(waiter([], ''));
    slots.lower(slots.generation);
    expect(slots.state.limit).toBe(2);
    slots.raise();
    slots.raise();
    expect(slots.state.limit).toBe(2);
    slots.raise();
    expect(slots.state.limit).toBe(3);
    for (let index = 0; index < 100; index += 1) slots.raise();
    expect(slots.state.limit).toBe(4);
  });

  it('find a bound where none was set', () => {
    const slots = new Slots(Number.POSITIVE_INFINITY);
    for (let index = 0; index < 40; index += 1) slots.take(waiter([], ''));
    slots.lower(slots.generation);
    expect(slots.state.limit).toBe(20);
  });

  it('are as many as were admitted where the others were one by one too many', () => {
    const slots = new Slots(8);
    for (let index = 0; index < 8; index += 1) slots.take(waiter([], ''));
    for (let index = 0; index < 3; index += 1) {
      expect(slots.fit()).toBe(true);
      slots.release();
    }
    expect(slots.state).toMatchObject({ limit: 5, underWay: 5 });
  });

  it('try one more than was admitted after many answers, and after twice as many when it is too many again', () => {
    const slots = new Slots(8);
    const answersUntil = (limit: number): number => {
      for (let answers = 0; answers < 1_000; answers += 1) {
        if (slots.state.limit === limit) return answers;
        slots.raise();
      }
      return Number.POSITIVE_INFINITY;
    };
    for (let index = 0; index < 4; index += 1) slots.take(waiter([], ''));
    slots.fit();
    slots.release();
    const first = answersUntil(4);
    slots.take(waiter([], ''));
    slots.fit();
    slots.release();
    expect(slots.state.limit).toBe(3);
    expect(answersUntil(4)).toBe(2 * first);
    // It was admitted: the next one follows after a round.
    expect(answersUntil(5)).toBeLessThanOrEqual(5);
  });

  it('are halved where all that were sent were refused, for that tells no bound', () => {
    const slots = new Slots(8);
    for (let index = 0; index < 8; index += 1) slots.take(waiter([], ''));
    const told = Array.from({ length: 8 }, () => {
      const hasOthers = slots.fit();
      slots.release();
      return hasOthers;
    });
    expect(told).toEqual([true, true, true, true, true, true, true, false]);
    expect(slots.state.limit).toBe(4);
  });

  it('are all there again where the server refuses by chance, but for a bound that it told', () => {
    const [lowered, told] = [new Slots(8), new Slots(8)];
    for (let index = 0; index < 4; index += 1) for (const slots of [lowered, told]) slots.take(waiter([], ''));
    lowered.lower(lowered.generation);
    told.fit();
    lowered.recover();
    told.recover();
    expect([lowered.state.limit, told.state.limit]).toEqual([8, 3]);
  });
});
