// The recipes of examples/job-queues.ts with the queues' own packages: what Temporal's and Inngest's servers are told, how
// Trigger.dev's executor ends an attempt, and pg-boss over a real PostgreSQL, where there is one.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure, DefaultFailureConverter, DefaultPayloadConverter } from '@temporalio/common';
import { lifecycleHooks, resourceCatalog } from '@trigger.dev/core/v3';
import { StandardLifecycleHooksManager, StandardResourceCatalog, TaskExecutor } from '@trigger.dev/core/v3/workers';
import { task } from '@trigger.dev/sdk';
import { Inngest, RetryAfterError } from 'inngest';
import { serve } from 'inngest/node';
import { createRetryController, isLlmError } from 'llm-resilience';
import { PgBoss } from 'pg-boss';
import { inngestError, pgBossResend, temporalFailure, triggerRetry } from './job-queues.ts';

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

/** Asks a handler of Inngest's as its server does: for one function, with what is known of its steps by now. */
async function inngestAsks(port, id, { attempt = 0, steps = {} } = {}) {
  const event = { id: 'event', name: 'page', data: { page: 3 }, ts: Date.now() };
  const current = Object.keys(steps);
  const ctx = { fn_id: id, run_id: 'run', attempt, step_id: 'step', use_api: false };
  const stack = { stack: current, current: current.length };
  const response = await fetch(`http://127.0.0.1:${port}/api/inngest?fnId=app-${id}&stepId=step`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: 1, event, events: [event], steps, ctx: { ...ctx, stack } }),
  });
  const retryAfter = response.headers.get('retry-after');
  const isLast = response.headers.get('x-inngest-no-retry') === 'true';
  return {
    status: response.status,
    retryMs: Date.parse(retryAfter ?? '') - Date.now(),
    isLast,
    body: await response.json(),
  };
}

async function inngest() {
  const quiet = Object.fromEntries(['debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]));
  const client = new Inngest({ id: 'app', isDev: true, logger: quiet, internalLogger: quiet });
  const triggers = { event: 'page' };
  let rounds = 0;
  const translate = async () => {
    rounds += 1;
    return rounds === 1 ? refusedFor(600) : 'translated';
  };
  const failing = (run) => () =>
    run().catch((error) => {
      throw inngestError(error, RetryAfterError);
    });
  const byStep = client.createFunction({ id: 'by-step', triggers }, ({ step }) => step.run('ask', failing(translate)));
  const bare = client.createFunction(
    { id: 'bare', triggers },
    failing(() => refusedFor(600)),
  );
  const other = client.createFunction(
    { id: 'other', triggers },
    failing(() => Promise.reject(new Error('no page'))),
  );
  const asleep = client.createFunction({ id: 'asleep', triggers }, async ({ step }) => {
    const resumeAt = await step.run('ask', () => refusedFor(600).catch((error) => error.resumeAt));
    await step.sleepUntil('rest', new Date(resumeAt));
  });
  const server = createServer(serve({ client, functions: [byStep, bare, other, asleep] }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address();
  try {
    const first = await inngestAsks(port, 'by-step');
    assert.deepEqual([first.status, first.body[0].op, first.isLast], [206, 'StepError', false]);
    assert.ok(isIn(first.retryMs, 600), `asked again in ${first.retryMs} ms`);
    const second = await inngestAsks(port, 'by-step', { attempt: 1 });
    assert.deepEqual([second.status, second.body[0].data, second.retryMs], [206, 'translated', Number.NaN]);
    const whole = await inngestAsks(port, 'bare');
    assert.deepEqual([whole.status, whole.isLast, isIn(whole.retryMs, 600)], [500, false, true]);
    const page = await inngestAsks(port, 'other');
    assert.deepEqual([page.status, page.body.message, page.retryMs], [500, 'no page', Number.NaN]);
    const [asked] = (await inngestAsks(port, 'asleep')).body;
    const rest = await inngestAsks(port, 'asleep', { steps: { [asked.id]: { type: 'data', data: asked.data } } });
    assert.deepEqual([rest.status, rest.body[0].op], [206, 'Sleep']);
    assert.ok(isIn(Date.parse(rest.body[0].name) - Date.now(), 600));
    console.log(
      'Inngest: the step, or the function, is run again after the time that was stated, or sleeps until then',
    );
  } finally {
    server.close();
  }
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
await inngest();
await trigger();
const { USAGE_TEST_POSTGRES: postgres } = process.env;
if (postgres === undefined)
  console.log('SKIPPED: pg-boss over a real PostgreSQL. Install postgresql to have it tried.');
else await pgBoss(postgres);
process.exit();
