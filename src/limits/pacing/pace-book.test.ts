import { describe, expect, it } from 'vitest';
import type { Classification } from '../../core/classification.js';
import { NO_KEY } from '../../core/keys.js';
import type { LimitOptions } from '../../core/rate-limits.js';
import { manualClock } from '../../testing/manual-clock.js';
import { ConfiguredLimits } from './configured-limits.js';
import { PaceBook } from './pace-book.js';
import { PaceClock } from './pace-clock.js';

const SIZE = { characters: 0 };
const DAY_MS = 86_400_000;

function book(limits: LimitOptions, clock = manualClock()): { readonly book: PaceBook; readonly clock: typeof clock } {
  const paceClock = new PaceClock(clock);
  const configured = new ConfiguredLimits({ options: [limits], clock: paceClock, day: undefined });
  return { book: new PaceBook({ clock: paceClock, counted: 'input-and-output', configured }), clock };
}

describe('a snapshot of limits', () => {
  it('survives JSON, and a restart a minute later goes on with what the day has used', async () => {
    const { book: before, clock } = book({ requestsPerDay: 3 });
    const firstAt = clock.now();
    before.send('kimi', NO_KEY, SIZE);
    before.send('kimi', NO_KEY, SIZE);
    await clock.advance(60_000);
    const { book: after } = book({ requestsPerDay: 3 }, clock);
    after.restore(JSON.parse(JSON.stringify(before.snapshot())) as ReturnType<PaceBook['snapshot']>);
    expect(after.roomAt('kimi', NO_KEY, SIZE)).toBeUndefined();
    after.send('kimi', NO_KEY, SIZE);
    expect(after.roomAt('kimi', NO_KEY, SIZE)).toBe(firstAt + DAY_MS);
  });

  it('remembers a limit that headers told, and how it stands', async () => {
    const { book: before, clock } = book({});
    const ticket = before.send('kimi', NO_KEY, SIZE);
    before.read(ticket, [
      { name: 'requests', metric: 'requests', limit: 10, remaining: 0, resetInMs: 60_000, resolutionMs: 1 },
    ]);
    await clock.advance(1_000);
    const { book: after } = book({}, clock);
    after.restore(JSON.parse(JSON.stringify(before.snapshot())) as ReturnType<PaceBook['snapshot']>);
    expect(after.roomAt('kimi', NO_KEY, SIZE)).toBe(before.roomAt('kimi', NO_KEY, SIZE));
    expect(after.roomAt('kimi', NO_KEY, SIZE)).toBeGreaterThan(clock.now());
  });

  it('is forgotten where its window has turned', async () => {
    const { book: before, clock } = book({ requestsPerMinute: 1 });
    before.send('kimi', NO_KEY, SIZE);
    const snapshot = before.snapshot();
    await clock.advance(60_000);
    const { book: after } = book({ requestsPerMinute: 1 }, clock);
    after.restore(snapshot);
    expect(after.roomAt('kimi', NO_KEY, SIZE)).toBeUndefined();
  });

  it('holds for no other key, model or figure', () => {
    const { book: before, clock } = book({ requestsPerMinute: 1 });
    before.send('kimi', NO_KEY, SIZE);
    const { book: after } = book({ requestsPerMinute: 2 }, clock);
    after.restore(before.snapshot());
    const other = { ...NO_KEY, project: 'another' };
    expect(after.roomAt('kimi', other, SIZE)).toBeUndefined();
    expect(after.roomAt('glm', NO_KEY, SIZE)).toBeUndefined();
    expect(after.roomAt('kimi', NO_KEY, SIZE)).toBeUndefined();
    after.send('kimi', NO_KEY, SIZE);
    expect(after.roomAt('kimi', NO_KEY, SIZE)).toBeDefined();
  });
});

describe('a limit that refusals tell', () => {
  const refusal = (afterMs: number, now: number): Classification => ({
    kind: 'rate-limit',
    scope: 'project+model',
    retryable: true,
    rotateKey: true,
    retryAfterMs: afterMs,
    resetsAt: now + afterMs,
    resetSource: 'body',
    status: 429,
    code: undefined,
    message: '',
    advice: '',
    quota: { window: 'minute', metric: 'requests', limit: 2 },
  });

  it('turns when they said, however many were under way together when it was met', async () => {
    const { book: paced, clock } = book({});
    const startedAt = clock.now();
    const tickets = Array.from({ length: 8 }, () => paced.send('kimi', NO_KEY, SIZE));
    for (const ticket of tickets.slice(2)) paced.refuse('kimi', ticket, refusal(13_000, startedAt));
    expect(paced.roomAt('kimi', NO_KEY, SIZE)).toBe(startedAt + 13_000);
    await clock.advance(13_000);
    for (const ticket of [paced.send('kimi', NO_KEY, SIZE), paced.send('kimi', NO_KEY, SIZE)]) {
      paced.settle('kimi', ticket, { inputTokens: 1, outputTokens: 1 });
    }
    expect(paced.roomAt('kimi', NO_KEY, SIZE)).toBe(startedAt + 73_000);
  });
});
