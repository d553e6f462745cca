import { describe, expect, it, vi } from 'vitest';
import { outcome, scenario } from '../../test/support/scenario.js';
import { hang, hourlyLimit, ok, serverError } from '../../test/support/scripted-provider.js';

describe('an aborted signal', () => {
  it('settles 1,000 waiting calls before the next macrotask, with its own reason and one listener', async () => {
    const warnings = vi.fn();
    process.on('warning', warnings);
    const { chat, clock, client } = scenario([hourlyLimit]);
    const controller = new AbortController();
    const add = vi.spyOn(controller.signal, 'addEventListener');
    const remove = vi.spyOn(controller.signal, 'removeEventListener');
    const reason = new Error('enough');
    const first = outcome(chat({ signal: controller.signal }));
    await clock.advance(0);
    const others = Array.from({ length: 999 }, () => outcome(chat({ signal: controller.signal })));
    await clock.advance(0);
    let macrotaskRan = false;
    setImmediate(() => (macrotaskRan = true));
    controller.abort(reason);
    const results = await Promise.all([first, ...others]);
    expect(macrotaskRan).toBe(false);
    expect(results.every(({ error }) => error === reason)).toBe(true);
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove.mock.calls.length).toBeLessThanOrEqual(1);
    expect(client.waits()).toEqual([]);
    expect(clock.pending).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).not.toHaveBeenCalled();
    process.off('warning', warnings);
  });

  it('rejects without a request when it was aborted before', async () => {
    const { chat, provider, events } = scenario([ok()]);
    const reason = { anything: true };
    expect((await outcome(chat({ signal: AbortSignal.abort(reason) }))).error).toBe(reason);
    expect(provider.requests).toHaveLength(0);
    expect(events.types()).toEqual(['call-start', 'call-failure']);
  });

  it('ends a request under way, records it as aborted, and frees its slot', async () => {
    const { chat, clock, provider, events } = scenario([hang, ok()], { concurrency: 1 });
    const controller = new AbortController();
    const first = outcome(chat({ signal: controller.signal }));
    const second = outcome(chat());
    await clock.advance(0);
    expect(provider.requests).toHaveLength(1);
    controller.abort();
    expect((await first).error).toBe(controller.signal.reason);
    expect(await second).toEqual({ value: 'done' });
    expect(events.of('call-failure')[0]).toMatchObject({ kind: 'cancelled', attempts: [{ outcome: 'aborted' }] });
    expect(clock.pending).toBe(0);
  });

  it('ends a backoff', async () => {
    const { chat, clock, provider } = scenario([serverError]);
    const controller = new AbortController();
    const reply = outcome(chat({ signal: controller.signal }));
    await clock.advance(0);
    controller.abort();
    expect((await reply).error).toBe(controller.signal.reason);
    await clock.advance(60_000);
    expect(provider.requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('ends a call in the queue for a slot', async () => {
    const { chat, clock, provider } = scenario([hang], { concurrency: 1 });
    const controller = new AbortController();
    void outcome(chat());
    const queued = outcome(chat({ signal: controller.signal }));
    await clock.advance(0);
    controller.abort();
    expect((await queued).error).toBe(controller.signal.reason);
    expect(provider.requests).toHaveLength(1);
  });
});

describe('close()', () => {
  it('ends every call with kind cancelled, and lets none begin', async () => {
    const { chat, clock, client, provider } = scenario([hang]);
    const reply = outcome(chat());
    await clock.advance(0);
    await client.close();
    expect((await reply).error).toMatchObject({ kind: 'cancelled' });
    expect((await outcome(chat())).error).toMatchObject({ kind: 'cancelled', attempts: [] });
    expect(provider.requests).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});

describe('a listener', () => {
  it('changes nothing by throwing, rejecting or never returning, and is reported once', async () => {
    const { chat, client, events } = scenario([ok('fine')]);
    client.on('call-start', () => {
      throw new Error('listener');
    });
    client.on('attempt-start', () => Promise.reject(new Error('async listener')));
    client.on('attempt-success', () => new Promise(() => undefined));
    client.on('listener-error', () => {
      throw new Error('even this one');
    });
    expect(await chat()).toBe('fine');
    await Promise.resolve();
    expect(events.of('listener-error').map((event) => event.event)).toEqual(['call-start', 'attempt-start']);
  });

  it('may abort the call that it hears of', async () => {
    const { chat, client, provider } = scenario([ok()]);
    const controller = new AbortController();
    client.on('attempt-start', () => {
      controller.abort();
    });
    expect((await outcome(chat({ signal: controller.signal }))).error).toBe(controller.signal.reason);
    expect(provider.requests).toHaveLength(0);
  });
});
