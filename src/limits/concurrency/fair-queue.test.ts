import { describe, expect, it } from 'vitest';
import { FairQueue, type QueueMember } from './fair-queue.js';

type Named = QueueMember & { readonly name: string };
const member = (name: string, priority: QueueMember['priority'] = 'normal', group = ''): Named => ({
  name,
  priority,
  group,
});

function takeAll(queue: FairQueue<Named>): string[] {
  const names: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) names.push(next.name);
  return names;
}

describe('a fair queue', () => {
  it('is first come, first served among equals', () => {
    const queue = new FairQueue<Named>();
    for (const name of ['a', 'b', 'c']) queue.add(member(name));
    expect(queue.peek()?.name).toBe('a');
    expect(takeAll(queue)).toEqual(['a', 'b', 'c']);
  });

  it('gives each group its turn, however many of another wait', () => {
    const queue = new FairQueue<Named>();
    for (let index = 1; index <= 100; index += 1) queue.add(member(`crowd-${index}`, 'normal', 'crowd'));
    queue.add(member('alone', 'normal', 'alone'));
    expect(takeAll(queue).indexOf('alone')).toBe(1);
  });

  it('lets the higher priority go first', () => {
    const queue = new FairQueue<Named>();
    queue.add(member('low', 'low'));
    queue.add(member('normal'));
    queue.add(member('high', 'high'));
    expect(takeAll(queue)).toEqual(['high', 'normal', 'low']);
  });

  it('lets no priority wait for ever', () => {
    const queue = new FairQueue<Named>();
    queue.add(member('low', 'low'));
    for (let index = 0; index < 20; index += 1) queue.add(member('normal'));
    const order: string[] = [];
    for (let index = 0; index < 200; index += 1) {
      queue.add(member('high', 'high'));
      order.push(queue.take()?.name ?? '');
    }
    expect(order.slice(0, 11)).toEqual([...Array.from({ length: 9 }, () => 'high'), 'normal', 'high']);
    expect(order.indexOf('low')).toBe(99);
  });

  it('forgets who leaves', () => {
    const queue = new FairQueue<Named>();
    const [a, b] = [member('a'), member('b', 'high', 'g')];
    queue.add(a);
    queue.add(b);
    expect(queue.delete(b)).toBe(true);
    expect(queue.delete(b)).toBe(false);
    expect(queue.size).toBe(1);
    expect(takeAll(queue)).toEqual(['a']);
    expect(queue.size).toBe(0);
  });

  it('takes no longer for ten thousand than for ten', () => {
    const queue = new FairQueue<Named>();
    for (let index = 0; index < 10_000; index += 1) queue.add(member(`${index}`, 'normal', `group ${index % 100}`));
    expect(takeAll(queue)).toHaveLength(10_000);
  });
});
