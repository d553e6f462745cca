import { describe, expect, it } from 'vitest';
import { createRetryController } from '../../src/client/retry-controller.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { outcome, scenario } from '../support/scenario.js';
import { hourlyLimit, ok } from '../support/scripted-provider.js';

describe('a task that calls its own client', () => {
  it('needs no slot of its own while it does: a bound of one is no deadlock', async () => {
    const controller = createRetryController({ clock: manualClock(), concurrency: 1 });
    const nested = controller.run(() => controller.run(() => controller.run(() => 'innermost')));
    expect(await nested).toBe('innermost');
  });

  it('leaves the bound to those it calls', async () => {
    const clock = manualClock();
    const controller = createRetryController({ clock, concurrency: 1 });
    let underWay = 0;
    let most = 0;
    const inner = async (): Promise<string> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await clock.sleep(10);
      underWay -= 1;
      return 'inner';
    };
    const all = Promise.all(
      Array.from({ length: 5 }, () =>
        controller.run(() => Promise.all([controller.run(inner), controller.run(inner)])),
      ),
    );
    await clock.advance(1_000);
    expect((await all).flat()).toHaveLength(10);
    expect(most).toBe(1);
  });

  it('waits for no answer of its own: more tasks than slots go through a closed gate', async () => {
    const { chat, client, clock, provider } = scenario([hourlyLimit, ok()], { concurrency: 2 });
    const tasks = Array.from({ length: 20 }, () =>
      outcome(client.run(() => chat(), { provider: 'ollama', model: 'kimi' })),
    );
    await clock.advance(0);
    for (let count = 0; count < 20; count += 1) {
      tasks.push(outcome(client.run(() => chat(), { provider: 'ollama', model: 'kimi' })));
    }
    await clock.advance(60_000);
    expect((await Promise.all(tasks)).every(({ value }) => value === 'done')).toBe(true);
    // Two were under way at first.
    expect(provider.requests.length).toBeLessThanOrEqual(42);
    expect(clock.pending).toBe(0);
  });
});
