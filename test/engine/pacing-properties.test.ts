import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/core/clock.js';
import { NO_KEY } from '../../src/core/keys.js';
import type { LimitOptions } from '../../src/core/rate-limits.js';
import { ConfiguredLimits } from '../../src/limits/pacing/configured-limits.js';
import type { Ticket } from '../../src/limits/pacing/lane.js';
import { PaceBook } from '../../src/limits/pacing/pace-book.js';
import { PaceClock } from '../../src/limits/pacing/pace-clock.js';
import { BucketMeter, FixedWindowMeter, type QuotaMeter } from '../../src/testing/simulator/quota-meter.js';

const SIZE = { characters: 0 };
const MINUTE_MS = 60_000;

/** A clock that a property sets. */
function settableClock(): Clock & { at: number } {
  const clock = {
    at: 1_000_000_000_000,
    now: () => clock.at,
    elapsed: () => clock.at,
    sleep: () => Promise.reject(new Error('Nobody sleeps here.')),
  };
  return clock;
}

function bookOf(limits: LimitOptions, clock: Clock): PaceBook {
  const paceClock = new PaceClock(clock);
  const configured = new ConfiguredLimits({ options: [limits], clock: paceClock, day: undefined });
  return new PaceBook({ clock: paceClock, counted: 'input', configured });
}

describe('requests paced by a limit that was told', () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 });

  it('are never refused, whatever kind of window it is, and never wait while there is room', () => {
    fc.assert(
      fc.property(
        arrivals,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 0, max: MINUTE_MS }),
        (gaps, limit, phaseMs) => {
          const clock = settableClock();
          const startedAt = clock.at;
          const book = bookOf({ requestsPerMinute: limit }, clock);
          const rule = { window: MINUTE_MS, phaseMs, dayZone: 'UTC' };
          const start = { used: 0, nowMs: startedAt };
          const meters: QuotaMeter[] = [
            new FixedWindowMeter(limit, rule, start),
            new BucketMeter(limit, MINUTE_MS, start),
          ];
          const sent: number[] = [];
          let arrival = startedAt;
          for (const gap of gaps) {
            arrival += gap;
            clock.at = Math.max(clock.at, arrival);
            clock.at = Math.ceil(book.roomAt('m', NO_KEY, SIZE) ?? clock.at);
            expect(book.roomAt('m', NO_KEY, SIZE)).toBeUndefined();
            for (const meter of meters) {
              expect(meter.fitsInMs(1, clock.at)).toBe(0);
              meter.add(1, clock.at);
            }
            const blocking = sent.at(-limit);
            const earliest = Math.max(arrival, sent.at(-1) ?? 0, blocking === undefined ? 0 : blocking + MINUTE_MS);
            expect(clock.at).toBe(earliest);
            book.send('m', NO_KEY, SIZE);
            sent.push(clock.at);
          }
        },
      ),
      { numRuns: 200, seed: 20260302 },
    );
  });

  it('keep several limits at once', () => {
    fc.assert(
      fc.property(arrivals, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 5, max: 40 }), (gaps, second, minute) => {
        const clock = settableClock();
        const book = bookOf({ requestsPerSecond: second, requestsPerMinute: minute }, clock);
        const sent: number[] = [];
        for (const gap of gaps) {
          clock.at += Math.floor(gap / 100);
          clock.at = Math.ceil(book.roomAt('m', NO_KEY, SIZE) ?? clock.at);
          book.send('m', NO_KEY, SIZE);
          sent.push(clock.at);
          expect(sent.filter((at) => at > clock.at - 1_000).length).toBeLessThanOrEqual(second);
          expect(sent.filter((at) => at > clock.at - MINUTE_MS).length).toBeLessThanOrEqual(minute);
        }
      }),
      { numRuns: 100, seed: 20260302 },
    );
  });
});

interface UnderWay {
  readonly ticket: Ticket;
  readonly answersAt: number;
  readonly snapshotAt: number;
}

/** Sends `count` requests to a server with one limit that only its headers tell. */
function runAgainst(
  meter: QuotaMeter,
  run: {
    readonly clock: ReturnType<typeof settableClock>;
    readonly limit: number;
    readonly count: number;
    readonly latencies: readonly number[];
  },
): { readonly refused: number; readonly endedAfterMs: number } {
  const { clock, limit, count, latencies } = run;
  const book = bookOf({}, clock);
  const startedAt = clock.at;
  const underWay = new Set<UnderWay>();
  let sent = 0;
  let refused = 0;
  while (sent < count || underWay.size > 0) {
    const room =
      sent < count && underWay.size < 4 ? (book.roomAt('m', NO_KEY, SIZE) ?? clock.at) : Number.POSITIVE_INFINITY;
    if (room <= clock.at) {
      if (meter.fitsInMs(1, clock.at) > 0) refused += 1;
      meter.add(1, clock.at);
      const latency = latencies[sent % latencies.length] ?? 0;
      underWay.add({ ticket: book.send('m', NO_KEY, SIZE), snapshotAt: clock.at, answersAt: clock.at + latency });
      sent += 1;
      continue;
    }
    const next = Math.min(Math.ceil(room), ...[...underWay].map(({ answersAt }) => answersAt));
    expect(next).toBeLessThan(Number.POSITIVE_INFINITY);
    clock.at = next;
    for (const request of underWay) {
      if (request.answersAt > clock.at) continue;
      underWay.delete(request);
      const used = meter.used(clock.at);
      const remaining = Math.max(0, Math.floor(limit - used + 1e-6));
      const resetInMs = Math.ceil(meter.resetInMs(clock.at));
      book.read(request.ticket, [
        { name: 'requests', metric: 'requests', limit, remaining, resetInMs, resolutionMs: 1 },
      ]);
      book.settle('m', request.ticket, {});
    }
  }
  return { refused, endedAfterMs: clock.at - startedAt };
}

describe('requests paced by headers alone', () => {
  const latencies = fc.array(fc.integer({ min: 50, max: 3_000 }), { minLength: 1, maxLength: 8 });
  const limits = fc.integer({ min: 5, max: 80 });

  it('to a bucket are not refused, and take hardly longer than they must', () => {
    fc.assert(
      fc.property(latencies, limits, fc.constantFrom(10_000, MINUTE_MS, 90_000), (delays, limit, windowMs) => {
        const clock = settableClock();
        const meter = new BucketMeter(limit, windowMs, { used: 0, nowMs: clock.at });
        const count = limit * 4;
        const { refused, endedAfterMs } = runAgainst(meter, { clock, limit, count, latencies: delays });
        expect(refused).toBe(0);
        const busyMs = (count * delays.reduce((sum, delay) => sum + delay, 0)) / delays.length / 4;
        const optimumMs = Math.max(((count - limit) * windowMs) / limit, busyMs);
        expect(endedAfterMs).toBeLessThan(optimumMs * 1.1 + windowMs * 0.5 + 6_000);
      }),
      { numRuns: 150, seed: 20260302 },
    );
  });

  it('to windows that turn are not refused, and lose no window', () => {
    fc.assert(
      fc.property(latencies, limits, fc.integer({ min: 0, max: MINUTE_MS }), (delays, limit, phaseMs) => {
        const clock = settableClock();
        const rule = { window: MINUTE_MS, phaseMs, dayZone: 'UTC' };
        const meter = new FixedWindowMeter(limit, rule, { used: 0, nowMs: clock.at });
        const count = limit * 4;
        const { refused, endedAfterMs } = runAgainst(meter, { clock, limit, count, latencies: delays });
        expect(refused).toBeLessThanOrEqual(4);
        const busyMs = (limit * delays.reduce((sum, delay) => sum + delay, 0)) / delays.length / 4;
        expect(endedAfterMs).toBeLessThan(4 * Math.max(MINUTE_MS, busyMs + 3_000) + MINUTE_MS);
      }),
      { numRuns: 150, seed: 20260302 },
    );
  });
});
