import { expect, it } from 'vitest';
import { scaledClock } from './scaled-clock.js';

it('starts at the real time and sleeps at least as long as asked, on its own time', async () => {
  const realStartMs = Date.now();
  const clock = scaledClock(10_000);
  expect(Math.abs(clock.now() - realStartMs)).toBeLessThan(10_000 * 100);
  const startedAt = clock.now();
  const startedElapsed = clock.elapsed();
  await clock.sleep(600_000);
  expect(clock.elapsed() - startedElapsed).toBeGreaterThanOrEqual(600_000);
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(600_000);
  // 60 ms of real time; the bound only has to tell it from ten minutes.
  expect(Date.now() - realStartMs).toBeLessThan(10_000);
});

it('starts at another time where it is told one, and says what is none', () => {
  const startAt = Date.UTC(2026, 2, 8, 9, 59);
  const passedMs = scaledClock(60, { startAt }).now() - startAt;
  expect(passedMs).toBeGreaterThanOrEqual(0);
  expect(passedMs).toBeLessThan(600_000);
  expect(() => scaledClock(60, { startAt: Number.NaN })).toThrow('epoch ms, got `NaN`');
});

it('keeps now() and elapsed() at the same pace', async () => {
  const clock = scaledClock(1_000);
  const offset = clock.now() - clock.elapsed();
  await clock.sleep(20_000);
  expect(clock.now() - clock.elapsed()).toBeCloseTo(offset, -3);
});

it('rejects at once with the reason of the signal', async () => {
  const clock = scaledClock(2);
  const controller = new AbortController();
  const reason = new Error('no longer wanted');
  const asleep = clock.sleep(3_600_000, { signal: controller.signal });
  controller.abort(reason);
  await expect(asleep).rejects.toBe(reason);
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a factor of %s', (factor) => {
  expect(() => scaledClock(factor)).toThrow(TypeError);
});
