import { expect, it } from 'vitest';
import { inVirtualTime } from './virtual-time.js';

const START_MS = Date.UTC(2026, 2, 2, 10);
const options = { startMs: START_MS, seed: 7, limitMs: 86_400_000, isMoving: () => false };

it('passes hours at once, for timers and dates alike', async () => {
  const seen: number[] = [];
  const work = async (): Promise<void> => {
    for (const ms of [3_600_000, 1, 60_000]) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      seen.push(Date.now() - START_MS);
    }
  };
  expect(await inVirtualTime(work, options)).toBe('done');
  expect(seen).toEqual([3_600_000, 3_600_001, 3_660_001]);
});

it('gives the same chance to every run of a seed, and the real one afterwards', async () => {
  const draw = async (): Promise<number[]> => {
    const drawn: number[] = [];
    await inVirtualTime(async () => void drawn.push(Math.random(), Math.random()), options);
    return drawn;
  };
  const first = await draw();
  expect(await draw()).toEqual(first);
  expect(Math.random()).not.toBe(first[0]);
});

it('tells work that nothing moves any more, and work that never ends', async () => {
  expect(await inVirtualTime(() => new Promise(() => undefined), options)).toBe('stuck');
  const endless = (): Promise<void> =>
    new Promise(() => {
      setInterval(() => undefined, 60_000);
    });
  expect(await inVirtualTime(endless, options)).toBe('too-long');
});

it('ends an AbortSignal.timeout() by its own time', async () => {
  let atMs = 0;
  const work = (): Promise<void> =>
    new Promise((resolve) => {
      AbortSignal.timeout(5_000).addEventListener('abort', () => {
        atMs = Date.now() - START_MS;
        resolve();
      });
    });
  expect(await inVirtualTime(work, options)).toBe('done');
  expect(atMs).toBe(5_000);
});

it('throws what the work throws', async () => {
  await expect(inVirtualTime(() => Promise.reject(new Error('broken')), options)).rejects.toThrow('broken');
});
