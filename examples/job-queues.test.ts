import { createRetryController, isLlmError } from 'llm-resilience';
import { describe, expect, it, vi } from 'vitest';
import { inngestError, pgBossResend, temporalFailure, triggerRetry } from './job-queues.js';

/** What a call ends with that would wait for ten minutes. */
async function resumeLater(): Promise<unknown> {
  const controller = createRetryController({ maxHold: '2m' });
  const refused = Object.assign(new Error('slow down'), { status: 429, headers: { 'retry-after': '600' } });
  return controller.run(() => Promise.reject(refused)).catch((error: unknown) => error);
}

const inTenMinutes = (time: number): boolean => Math.abs(time - Date.now() - 600_000) < 10_000;
const other = new Error('no such page');

describe('a job whose call would wait too long', () => {
  it('is run again by Temporal', async () => {
    const create = vi.fn(
      ({ message }: { message: string; nextRetryDelay: number; cause?: Error }) => new Error(message),
    );
    const failure = temporalFailure(await resumeLater(), { create });
    expect(failure).toBe(create.mock.results[0]?.value);
    const [options] = create.mock.calls[0] ?? [];
    expect(inTenMinutes(Date.now() + (options?.nextRetryDelay ?? 0))).toBe(true);
    expect(temporalFailure(other, { create })).toBe(other);
  });

  it('is run again by Inngest', async () => {
    class RetryAfterError extends Error {
      constructor(
        message: string,
        readonly retryAfter: Date,
        options?: { cause?: unknown },
      ) {
        super(message, options);
      }
    }
    const error = inngestError(await resumeLater(), RetryAfterError) as RetryAfterError;
    expect([inTenMinutes(error.retryAfter.getTime()), isLlmError(error.cause)]).toEqual([true, true]);
    expect(inngestError(other, RetryAfterError)).toBe(other);
  });

  it('is run again by Trigger.dev', async () => {
    expect(inTenMinutes(triggerRetry(await resumeLater())?.retryAt.getTime() ?? 0)).toBe(true);
    expect(triggerRetry(other)).toBeUndefined();
  });

  it('is sent again for pg-boss', async () => {
    const send = vi.fn(async (_name: string, _data: object, _options: { startAfter: Date }) => 'id');
    await pgBossResend(await resumeLater(), { name: 'page', data: { page: 3 }, options: { priority: 2 } }, { send });
    const [name, data, options] = send.mock.calls[0] ?? [];
    expect([name, data, inTenMinutes(options?.startAfter.getTime() ?? 0)]).toEqual(['page', { page: 3 }, true]);
    expect(options).toMatchObject({ priority: 2 });
    await expect(pgBossResend(other, { name: 'page', data: {} }, { send })).rejects.toBe(other);
  });
});
