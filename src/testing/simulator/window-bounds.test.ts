import { expect, it } from 'vitest';
import { windowBounds, type WindowRule } from './window-bounds.js';

const UTC_DAY = { dayZone: 'UTC', phaseMs: undefined } as const;
const PACIFIC: WindowRule = { window: 'day', phaseMs: undefined, dayZone: 'America/Los_Angeles' };

function bounds(rule: WindowRule, now: string): string[] {
  const { startMs, endMs } = windowBounds(rule, Date.parse(now));
  return [new Date(startMs).toISOString(), new Date(endMs).toISOString()];
}

it.each([
  ['minute', '2026-03-04T05:06:00.000Z', '2026-03-04T05:07:00.000Z'],
  ['hour', '2026-03-04T05:00:00.000Z', '2026-03-04T06:00:00.000Z'],
  ['day', '2026-03-04T00:00:00.000Z', '2026-03-05T00:00:00.000Z'],
  // A Wednesday: the week began on Monday.
  ['week', '2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
  ['month', '2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
] as const)('turns the %s in UTC', (window, start, end) => {
  expect(bounds({ window, ...UTC_DAY }, '2026-03-04T05:06:07Z')).toEqual([start, end]);
});

it('turns the session where the seconds since the epoch divide by 18,000', () => {
  const { startMs, endMs } = windowBounds({ window: 'session', ...UTC_DAY }, Date.parse('2026-03-04T05:06:07Z'));
  expect([(startMs / 1_000) % 18_000, endMs - startMs]).toEqual([0, 18_000_000]);
});

it("turns Gemini's day at midnight Pacific time, in winter and in summer", () => {
  expect(bounds(PACIFIC, '2026-01-05T12:00:00Z')).toEqual(['2026-01-05T08:00:00.000Z', '2026-01-06T08:00:00.000Z']);
  expect(bounds(PACIFIC, '2026-07-05T06:59:59Z')).toEqual(['2026-07-04T07:00:00.000Z', '2026-07-05T07:00:00.000Z']);
});

it('gives the Pacific day 23 and 25 hours where the clocks change', () => {
  expect(bounds(PACIFIC, '2026-03-08T20:00:00Z')).toEqual(['2026-03-08T08:00:00.000Z', '2026-03-09T07:00:00.000Z']);
  expect(bounds(PACIFIC, '2026-11-01T20:00:00Z')).toEqual(['2026-11-01T07:00:00.000Z', '2026-11-02T08:00:00.000Z']);
});

it('turns at the phase instead, where one is given', () => {
  const rule: WindowRule = { window: 'hour', phaseMs: 17 * 60_000, dayZone: 'UTC' };
  expect(bounds(rule, '2026-03-04T05:06:07Z')).toEqual(['2026-03-04T04:17:00.000Z', '2026-03-04T05:17:00.000Z']);
});

it('takes any length in ms', () => {
  const rule: WindowRule = { window: 600_000, phaseMs: undefined, dayZone: 'UTC' };
  expect(bounds(rule, '2026-03-04T05:06:07Z')).toEqual(['2026-03-04T05:00:00.000Z', '2026-03-04T05:10:00.000Z']);
});
