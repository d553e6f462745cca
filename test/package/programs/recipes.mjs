// The recipes of examples/job-queues.ts with the queues' own packages: what Temporal's server would be told, how
// Trigger.dev's executor ends an attempt, and pg-boss over a real PostgreSQL, where there is one.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, DefaultFailureConverter, DefaultPayloadConverter } from '@temporalio/common';
import { lifecycleHooks, resourceCatalog } from '@trigger.dev/core/v3';
import { StandardLifecycleHooksManager, StandardResourceCatalog, TaskExecutor } from '@trigger.dev/core/v3/workers';
import { task } from '@trigger.dev/sdk';
import { createRetryController, isLlmError } from 'llm-resilience';
import { PgBoss } from 'pg-boss';
import { pgBossResend, temporalFailure, triggerRetry } from './job-queues.ts';

/** A call that is refused for so many seconds, and would be held too long. */
async function refusedFor(seconds) {
  const controller = createRetryController({ maxHold: '1s' });
  const refusal = { status: 429, headers: { 'retry-after': String(seconds) } };
  return controller.run(() => Promise.reject(Object.assign(new Error('slow down'), refusal)), { provider: 'openai' });
}

const isIn = (ms, seconds) => Math.abs(ms - seconds * 1_000) < 20_000;

async function temporal() {
  const error = await refusedFor(600).catch((thrown) => temporalFailure(thrown, ApplicationFailure));
  assert.ok(error instanceof ApplicationFailure && isLlmError(error.cause));
  const told = new DefaultFailureConverter().errorToFailure(error, new DefaultPayloadConverter());
  assert.ok(isIn(Number(told.applicationFailureInfo.nextRetryDelay.seconds) * 1_000, 600));
  assert.equal(told.applicationFailureInfo.nonRetryable, false);
  console.log('Temporal: the activity is run again after the time that was stated');
}

async function trigger() {
  lifecycleHooks.setGlobalLifecycleHooksManager(new StandardLifecycleHooksManager());
  resourceCatalog.setGlobalResourceCatalog(new StandardResourceCatalog());
  resourceCatalog.setCurrentFileContext('recipes.mjs', 'recipes.mjs');
  task({ id: 'page', run: () => refusedFor(600), catchError: async ({ error }) => triggerRetry(error) });
  const nothing = () => undefined;
  const span = { setAttributes: nothing, setAttribute: nothing, setStatus: nothing, recordException: nothing };
  const executor = new TaskExecutor(resourceCatalog.getTask('page'), {
    tracingSDK: {},
    tracer: { startActiveSpan: (name, run) => run({ ...span, addEvent: nothing, end: nothing }) },
    consoleInterceptor: { intercept: (console, run) => run() },
    retries: { enabledInDev: true, default: { maxAttempts: 3 } },
    isWarmStart: false,
    executionCount: 1,
  });
  const attempt = { number: 1 };
  const context = { attempt, run: { id: 'run', payload: '{}', payloadType: 'application/json' }, task: { id: 'page' } };
  const execution = { ...context, environment: { type: 'PRODUCTION' } };
  const { result } = await executor.execute(execution, context, new AbortController().signal);
  assert.ok(!result.ok && isIn(result.retry.delay, 600));
  console.log('Trigger.dev: the task is run again after the time that was stated');
}

async function pgBoss(connectionString) {
  const boss = new PgBoss({ connectionString });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  try {
    await boss.createQueue('pages');
    const first = await boss.send('pages', { page: 3 }, { retryLimit: 0 });
    const runs = [];
    await boss.work('pages', { pollingIntervalSeconds: 0.5 }, async ([job]) => {
      runs.push({ id: job.id, at: Date.now(), data: job.data });
      if (runs.length > 1) return;
      await refusedFor(4).catch((error) => pgBossResend(error, job, boss));
    });
    const started = Date.now();
    while (runs.length < 2) {
      assert.ok(Date.now() - started < 60_000, 'the job is run a second time');
      await sleep(50);
    }
    const [one, two] = runs;
    assert.deepEqual([one.id, one.data, two.data], [first, { page: 3 }, { page: 3 }]);
    assert.ok(two.at - one.at >= 4_000, `not before its time, after ${two.at - one.at} ms`);
    const states = async () => (await Promise.all(runs.map(({ id }) => boss.findJobs('pages', { id })))).flat();
    while ((await states()).some(({ state }) => state === 'active')) await sleep(50);
    assert.deepEqual(
      (await states()).map(({ state }) => state),
      ['completed', 'completed'],
    );
    console.log('pg-boss: the job ended well, and was run again after the time that was stated');
  } finally {
    await boss.stop({ graceful: false });
  }
}

await temporal();
await trigger();
const { USAGE_TEST_POSTGRES: postgres } = process.env;
if (postgres === undefined)
  console.log('SKIPPED: pg-boss over a real PostgreSQL. Install postgresql to have it tried.');
else await pgBoss(postgres);
process.exit();
