import { describe, expect, it } from 'vitest';
import { manualClock } from '../testing/manual-clock.js';
import { recordEvents } from '../testing/event-recorder.js';
import { outcome } from '../../test/support/scenario.js';
import { createRetryController } from './retry-controller.js';

const hourly = { status: 429, body: JSON.stringify({ error: "you've reached your hourly usage limit" }) };

describe('a retry controller', () => {
  it("resolves to the task's own value, after the waits that its errors ask for", async () => {
    const clock = manualClock();
    const controller = createRetryController({ clock });
    const attempts: number[] = [];
    const result = controller.run(
      ({ attempt }) => {
        attempts.push(attempt);
        if (attempt < 3) return Promise.reject(Object.assign(new Error('limit'), hourly));
        return Promise.resolve({ pages: 3 });
      },
      { provider: 'ollama', model: 'kimi' },
    );
    await clock.advance(360_000);
    expect(await result).toEqual({ pages: 3 });
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('hands the keys to the task, one at a time, and switches them', async () => {
    const controller = createRetryController({
      clock: manualClock(),
      keys: ['first', { key: 'second', label: 'other' }],
    });
    const events = recordEvents(controller);
    const used: (string | undefined)[] = [];
    await controller.run(
      ({ key }) => {
        used.push(key);
        if (key === 'first')
          throw Object.assign(new Error('401'), {
            status: 401,
            body: '{"error":{"message":"Incorrect API key provided","code":"invalid_api_key"}}',
          });
        return 'fine';
      },
      { provider: 'openai', model: 'gpt-x' },
    );
    expect(used).toEqual(['first', 'second']);
    expect(events.of('key-disable')).toMatchObject([{ keyId: 'key-1' }]);
    expect(events.of('key-switch')).toMatchObject([{ fromKeyId: 'key-1', keyId: 'other' }]);
  });

  it('passes a signal to the task and settles at once when the caller aborts', async () => {
    const controller = createRetryController({ clock: manualClock() });
    const abort = new AbortController();
    let seen: AbortSignal | undefined;
    const result = outcome(
      controller.run(
        ({ signal }) => {
          seen = signal;
          return new Promise(() => undefined);
        },
        { signal: abort.signal },
      ),
    );
    await Promise.resolve();
    abort.abort('stop it');
    expect((await result).error).toBe('stop it');
    expect(seen?.aborted).toBe(true);
  });

  it('gives a task as long as it likes, unless a timeout is asked for', async () => {
    const clock = manualClock();
    const controller = createRetryController({ clock });
    const slow = controller.run(() => clock.sleep(7_200_000).then(() => 'late'));
    await clock.advance(7_200_000);
    expect(await slow).toBe('late');
    const timed = outcome(
      controller.run(() => new Promise(() => undefined), { timeouts: { total: '5s' }, maxAttempts: 1 }),
    );
    await clock.advance(5_000);
    expect((await timed).error).toMatchObject({ kind: 'timeout' });
  });

  it('goes to the next model of a task that has fallbacks', async () => {
    const controller = createRetryController({ clock: manualClock() });
    const result = await controller.run(
      ({ model }) => {
        if (model === 'big')
          throw Object.assign(new Error('x'), { status: 404, body: '{"error":"model \'big\' not found"}' });
        return model;
      },
      { provider: 'ollama', model: 'big', fallbacks: ['small'] },
    );
    expect(result).toBe('small');
  });

  it('does not wait once more for what a call inside of its task has waited for in vain', async () => {
    const clock = manualClock();
    const controller = createRetryController({ clock });
    let tries = 0;
    const result = outcome(
      controller.run(() =>
        controller.run(
          () => {
            tries += 1;
            throw Object.assign(new Error('limit'), hourly);
          },
          { provider: 'ollama', model: 'inner' },
        ),
      ),
    );
    await clock.advance(3 * 3_660_000);
    expect((await result).error).toMatchObject({ kind: 'hourly-limit', reason: 'stages-used' });
    expect(tries).toBe(5);
  });

  it('refuses wrong arguments with all their problems', async () => {
    expect(() => createRetryController({ maxAttempts: 0, maxWait: 'soon', nonsense: 1 } as never)).toThrow(
      /`maxAttempts` to be an integer >= 1, got `0`[\s\S]*|nonsense/,
    );
    const controller = createRetryController();
    await expect(controller.run('no function' as never)).rejects.toThrow(TypeError);
    await expect(controller.run(() => 1, { model: '' })).rejects.toThrow(/`model`/);
  });
});
