// Compiled beside the queues' own packages: what the recipes of examples/job-queues.ts take and give is what these do.
import { ApplicationFailure } from '@temporalio/common';
import { task } from '@trigger.dev/sdk';
import { RetryAfterError } from 'inngest';
import type { PgBoss } from 'pg-boss';
import { inngestError, pgBossResend, temporalFailure, triggerRetry } from './job-queues.js';

export const failure = (error: unknown): unknown => temporalFailure(error, ApplicationFailure);
export const again = (error: unknown): unknown => inngestError(error, RetryAfterError);

export const page = task({
  id: 'page',
  run: async ({ number }: { number: number }) => number,
  catchError: async ({ error }) => triggerRetry(error),
});

export async function work(boss: PgBoss, translate: (page: number) => Promise<void>): Promise<void> {
  const options = { priority: 2 };
  await boss.send('pages', { page: 3 }, options);
  await boss.work<{ page: number }>('pages', async ([job]) => {
    if (job === undefined) return;
    await translate(job.data.page).catch((error: unknown) => pgBossResend(error, { ...job, options }, boss));
  });
}
