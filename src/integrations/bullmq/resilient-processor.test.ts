import type { Processor, Worker } from 'bullmq';
import { describe, expect, it, vi } from 'vitest';
import { createRetryController } from '../../client/retry-controller.js';
import { isLlmError } from '../../core/error.js';
import { resilientProcessor } from './resilient-processor.js';

/** What a call ends with that would wait for ten minutes. */
async function resumeLater(text: string): Promise<never> {
  const controller = createRetryController({ maxHold: '2m' });
  const failure = { status: 429, headers: { 'retry-after': '600' }, body: { error: text } };
  return controller.run(() => Promise.reject(Object.assign(new Error('429'), failure)), {
    provider: 'ollama',
    model: 'm',
  });
}

const HOURLY = "you've reached your hourly usage limit";
const THROTTLE = 'too many requests, slow down';

function fakeJob(move: () => Promise<void> = async () => undefined) {
  return { id: '7', moveToDelayed: vi.fn(move) };
}

async function thrownBy(run: Promise<unknown>): Promise<Error> {
  return run.then(
    () => new Error('nothing was thrown'),
    (error: unknown) => error as Error,
  );
}

describe('a resilient processor', () => {
  it('hands on what the job gives, and the token and the signal to the job', async () => {
    const process = vi.fn(async (_job: unknown, token?: string) => `done with ${token}`);
    const job = fakeJob();
    const { signal } = new AbortController();
    expect(await resilientProcessor(process)(job, 't1', signal)).toBe('done with t1');
    expect(process).toHaveBeenCalledWith(job, 't1', signal);
  });

  it('moves a job to the time when its call may be made again, without an attempt', async () => {
    const job = fakeJob();
    const before = Date.now();
    const error = await thrownBy(resilientProcessor(() => resumeLater(THROTTLE))(job, 't1'));
    expect(error.name).toBe('DelayedError');
    expect(isLlmError(error.cause)).toBe(true);
    const [[timestamp, token]] = job.moveToDelayed.mock.calls as unknown as [[number, string]];
    expect(token).toBe('t1');
    expect(timestamp - before).toBeGreaterThanOrEqual(600_000);
    expect(timestamp - before).toBeLessThan(610_000);
  });

  it('lets the whole queue rest where the limit is that of the account', async () => {
    const job = fakeJob();
    const rateLimit = vi.fn(async (_ms: number) => undefined);
    const worker = { rateLimit, opts: { concurrency: 4, limiter: { max: 1_000_000, duration: 1_000 } } };
    const run = resilientProcessor(() => resumeLater(HOURLY), { worker: () => worker });
    expect(await thrownBy(run(job, 't1'))).toMatchObject({ message: 'bullmq:rateLimitExceeded' });
    const [[restMs]] = rateLimit.mock.calls as [[number]];
    expect(restMs).toBeGreaterThan(590_000);
    expect(job.moveToDelayed).not.toHaveBeenCalled();
  });

  it('lets the queue rest no longer where Redis was away when it was told', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const rateLimit = vi.fn(async (_ms: number) => {
        if (rateLimit.mock.calls.length === 1) vi.setSystemTime(Date.now() + 240_000);
      });
      const worker = { rateLimit, opts: { concurrency: 4, limiter: { max: 1_000_000, duration: 1_000 } } };
      const run = resilientProcessor(() => resumeLater(HOURLY), { worker: () => worker });
      expect(await thrownBy(run(fakeJob()))).toMatchObject({ message: 'bullmq:rateLimitExceeded' });
      const [[first], [second]] = rateLimit.mock.calls as [[number], [number]];
      expect(Math.round((first - second) / 1_000)).toBe(240);
    } finally {
      vi.useRealTimers();
    }
  });

  it('moves the one job where it knows of no worker', async () => {
    const job = fakeJob();
    expect((await thrownBy(resilientProcessor(() => resumeLater(HOURLY))(job))).name).toBe('DelayedError');
    expect(job.moveToDelayed).toHaveBeenCalledTimes(1);
  });

  it('moves the one job where its worker would not see that the queue rests, and says so once', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const worker = { rateLimit: vi.fn(async (_ms: number) => undefined), opts: { concurrency: 4 } };
    const run = resilientProcessor(() => resumeLater(HOURLY), { worker: () => worker });
    for (const job of [fakeJob(), fakeJob()]) {
      expect((await thrownBy(run(job, 't1'))).name).toBe('DelayedError');
      expect(job.moveToDelayed).toHaveBeenCalledTimes(1);
    }
    expect(worker.rateLimit).not.toHaveBeenCalled();
    expect(warning.mock.calls).toEqual([[expect.stringMatching(/limiter/), expect.anything()]]);
    warning.mockRestore();
  });

  it('passes on what no time cures', async () => {
    const job = fakeJob();
    const failed = new Error('no such chapter');
    expect(await thrownBy(resilientProcessor(() => Promise.reject(failed))(job))).toBe(failed);
    expect(job.moveToDelayed).not.toHaveBeenCalled();
  });

  it('leaves a job alone that it can not move, and says so', async () => {
    const job = fakeJob(() => Promise.reject(new Error('connect ECONNREFUSED 127.0.0.1:6379')));
    const error = await thrownBy(resilientProcessor(() => resumeLater(THROTTLE))(job, 't1'));
    // Else BullMQ would count an attempt, or fail a job for good that only has to wait.
    expect(error.name).toBe('DelayedError');
    expect(error.message).toMatch(/Job 7 could not be moved .*ECONNREFUSED.* stays in the queue.*Is Redis up/);
    const worker = { rateLimit: () => Promise.reject(new Error('Connection is closed.')) };
    const run = resilientProcessor(() => resumeLater(HOURLY), { worker: () => worker });
    expect((await thrownBy(run(job, 't1'))).message).toMatch(/queue could not be told to rest/);
  });

  it("has the form of BullMQ's own processors", () => {
    const processor: Processor<{ page: number }, string> = resilientProcessor(async () => 'done', {
      worker: () => undefined as unknown as Worker,
    });
    expect(processor).toBeTypeOf('function');
  });
});
