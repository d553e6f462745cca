import { setMaxListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { MANUAL_CLOCK_START_MS, manualClock, type ManualClock } from './manual-clock.js';
import { seededRandom } from './seeded-random.js';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

async function listen(handler: Parameters<typeof createServer>[1]): Promise<string> {
  server = createServer(handler as never);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function firingTimes(clock: ManualClock, delays: readonly number[]): number[] {
  const times: number[] = [];
  for (const delay of delays) void clock.sleep(delay).then(() => times.push(clock.elapsed()));
  return times;
}

it('starts at a fixed date and at 0 elapsed', () => {
  const clock = manualClock();
  expect([clock.now(), clock.elapsed(), clock.pending]).toEqual([MANUAL_CLOCK_START_MS, 0, 0]);
  expect(new Date(clock.now()).toISOString()).toBe('2026-01-05T12:00:00.000Z');
});

it('fires timers in the order of their due times, each at its own', async () => {
  const clock = manualClock();
  const times = firingTimes(clock, [300, 100, 200, 100]);
  await clock.advance(250);
  expect(times).toEqual([100, 100, 200]);
  expect(clock.pending).toBe(1);
  expect(clock.nextInMs).toBe(50);
});

it('fires timers of one moment in the order in which they were set', async () => {
  const clock = manualClock();
  const order: string[] = [];
  void clock.sleep(10).then(() => order.push('a'));
  void clock.sleep(10).then(() => order.push('b'));
  void clock.sleep(10).then(() => order.push('c'));
  await clock.advance(10);
  expect(order).toEqual(['a', 'b', 'c']);
});

it('does not fire a millisecond early', async () => {
  const clock = manualClock();
  const times = firingTimes(clock, [60_000]);
  await clock.advance(59_999);
  expect(times).toEqual([]);
  await clock.advance(1);
  expect(times).toEqual([60_000]);
});

it('fires the timers that are set by what fires, within the same window', async () => {
  const clock = manualClock(0);
  const times: number[] = [];
  const task = async (): Promise<void> => {
    await clock.sleep(60_000);
    times.push(clock.now());
    // Set after several turns of the event loop, as by a program that does I/O in between.
    await new Promise((resolve) => setImmediate(resolve));
    await clock.sleep(300_000);
    times.push(clock.now());
  };
  void task();
  await clock.advance(360_000);
  expect(times).toEqual([60_000, 360_000]);
  expect(clock.now()).toBe(360_000);
});

it('lets an exchange over loopback complete before time moves on', async () => {
  const clock = manualClock(0);
  const url = await listen((_request, response) => {
    void clock.sleep(1_000).then(() => {
      response.write('half ');
      setImmediate(() => response.end('and half'));
    });
  });
  const seen: [string, number][] = [];
  const exchange = async (): Promise<void> => {
    await clock.sleep(60_000);
    const response = await fetch(url);
    seen.push([await response.text(), clock.now()]);
    const again = await fetch(url);
    seen.push([await again.text(), clock.now()]);
  };
  void exchange();
  void clock.sleep(61_001);
  await clock.advance(70_000);
  expect(seen).toEqual([
    ['half and half', 61_000],
    ['half and half', 62_000],
  ]);
});

it('lets a file be read before time moves on', async () => {
  const clock = manualClock(0);
  const readAt: number[] = [];
  void clock
    .sleep(1_000)
    .then(() => readFile(new URL(import.meta.url)))
    .then(() => readAt.push(clock.now()));
  void clock.sleep(1_001);
  await clock.advance(2_000);
  expect(readAt).toEqual([1_000]);
});

it('rejects at once with the reason of the signal and keeps no timer', async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const asleep = clock.sleep(1_000, { signal: controller.signal });
  controller.abort(reason);
  expect(clock.pending).toBe(0);
  await expect(asleep).rejects.toBe(reason);
  await expect(clock.sleep(1_000, { signal: controller.signal })).rejects.toBe(reason);
});

it.each(['elapsed', 'aborted'])('leaves no listener on the signal of a sleep that %s', async (end) => {
  const clock = manualClock();
  const controller = new AbortController();
  const listeners = new Set<unknown>();
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, listener: never, options: never) => (
    listeners.add(listener),
    add(type, listener, options)
  );
  signal.removeEventListener = (type: string, listener: never) => (listeners.delete(listener), remove(type, listener));
  const asleep = clock.sleep(10, { signal }).catch(() => 'aborted');
  expect(listeners.size).toBe(1);
  if (end === 'elapsed') {
    await clock.advance(10);
    await asleep;
    expect(listeners.size).toBe(0);
  } else {
    // Registered with `once`, so that the abort itself takes it away.
    controller.abort();
    expect(await asleep).toBe('aborted');
    expect(clock.pending).toBe(0);
  }
});

it.each([0, -5, Number.NaN])('ends a sleep of %s ms without time passing', async (ms) => {
  const clock = manualClock();
  await clock.sleep(ms);
  expect([clock.elapsed(), clock.pending]).toEqual([0, 0]);
});

it('steps the wall clock without firing timers or moving the monotonic time', async () => {
  const clock = manualClock(1_000_000);
  const times = firingTimes(clock, [100]);
  clock.jump(3_600_000);
  await clock.advance(0);
  expect([clock.now(), clock.elapsed(), times.length]).toEqual([4_600_000, 0, 0]);
  clock.jump(-7_200_000);
  await clock.advance(100);
  expect([clock.now(), clock.elapsed(), times]).toEqual([-2_599_900, 100, [100]]);
});

it('advances to a wall-clock time', async () => {
  const clock = manualClock(1_000);
  const times = firingTimes(clock, [400]);
  await clock.advanceTo(1_500);
  expect([clock.now(), times]).toEqual([1_500, [400]]);
  await expect(clock.advanceTo(1_499)).rejects.toThrow(TypeError);
});

it('runs until no timer is left, and says so where some never end', async () => {
  const clock = manualClock();
  const times = firingTimes(clock, [5, 86_400_000]);
  await clock.runAll();
  expect(times).toEqual([5, 86_400_000]);
  void clock.sleep(Number.POSITIVE_INFINITY);
  await expect(clock.runAll(1_000)).rejects.toThrow('1 timers still sleep after 1000 ms');
});

it('queues advances that overlap', async () => {
  const clock = manualClock();
  const times = firingTimes(clock, [10, 20, 30]);
  await Promise.all([clock.advance(10), clock.advance(10), clock.advance(10)]);
  expect(times).toEqual([10, 20, 30]);
  expect(clock.elapsed()).toBe(30);
});

it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses to advance by %s', async (ms) => {
  const clock = manualClock();
  await expect(clock.advance(ms)).rejects.toThrow(TypeError);
  await clock.advance(1);
  expect(clock.elapsed()).toBe(1);
});

it('refuses a start that is no time', () => {
  expect(() => manualClock(Number.NaN)).toThrow(TypeError);
});

it('keeps 10,000 timers in order, the aborted ones taken out of their middle', async () => {
  const clock = manualClock();
  const random = seededRandom(1);
  const controller = new AbortController();
  // Thousands of listeners on one signal are the point here.
  setMaxListeners(0, controller.signal);
  const dues = Array.from({ length: 10_000 }, () => 1 + Math.floor(random() * 1_000));
  const times = firingTimes(clock, dues);
  const aborted = dues.map((due) => clock.sleep(due, { signal: controller.signal }).catch(() => 'aborted'));
  expect(clock.pending).toBe(20_000);
  controller.abort();
  expect(clock.pending).toBe(10_000);
  await Promise.all(aborted);
  await clock.advance(1_000);
  expect(times).toEqual(dues.toSorted((one, other) => one - other));
});
