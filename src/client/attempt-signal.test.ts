import { expect, test } from 'vitest';
import { createRetryController } from './retry-controller.js';
import type { TaskContext } from './operations/task-operation.js';

const controller = createRetryController({});

/** Runs a task that looks at its signal only when it is told to. */
function runLate(signal: AbortSignal) {
  let look!: () => void;
  const told = new Promise<void>((resolve) => {
    look = resolve;
  });
  let done!: (signal: AbortSignal) => void;
  const seen = new Promise<AbortSignal>((resolve) => {
    done = resolve;
  });
  const run = controller.run(
    async (context) => {
      await told;
      done(context.signal);
    },
    { signal },
  );
  return { run, look, seen };
}

test('a task that asks for its signal after the abort gets one that is aborted, with the reason', async () => {
  const stop = new AbortController();
  const { run, look, seen } = runLate(stop.signal);
  stop.abort('enough');
  await expect(run).rejects.toBe('enough');
  look();
  expect(await seen).toMatchObject({ aborted: true, reason: 'enough' });
});

test('a task that asks for its signal in time is told of the abort', async () => {
  const stop = new AbortController();
  const run = controller.run(
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        stop.abort('enough');
      }),
    { signal: stop.signal },
  );
  await expect(run).rejects.toBe('enough');
});

test('a task is given one signal, however often it asks, and in a copy of its context, too', async () => {
  const same = await controller.run((context: TaskContext) => {
    const copy = { ...context };
    return copy.signal === context.signal && context.signal instanceof AbortSignal;
  });
  expect(same).toBe(true);
});
