import { getEventListeners } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.js';

describe('the system clock', () => {
  it('sleeps, and leaves no listener', async () => {
    const { signal } = new AbortController();
    await systemClock.sleep(1, { signal });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it('rejects at once with the reason of an abort', async () => {
    const controller = new AbortController();
    const sleep = systemClock.sleep(1_000_000, { signal: controller.signal });
    controller.abort('enough');
    await expect(sleep).rejects.toBe('enough');
    await expect(systemClock.sleep(1, { signal: controller.signal })).rejects.toBe('enough');
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('cuts a wait of 40 days, which a timer would fire at once', async () => {
    vi.useFakeTimers();
    let isOver = false;
    void systemClock.sleep(40 * 86_400_000).then(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(39.9 * 86_400_000);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(0.1 * 86_400_000);
    expect(isOver).toBe(true);
    vi.useRealTimers();
  });
});
