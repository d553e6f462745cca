import { describe, expect, it } from 'vitest';
import { outcome, scenario } from '../support/scenario.js';
import { hang, hourlyLimit, ok } from '../support/scripted-provider.js';

describe('an end that many calls share', () => {
  it('sends nothing more: no aborted call gets the probe of the one before it', async () => {
    const { chat, clock, provider } = scenario([hourlyLimit, hang, ok()]);
    const { signal, abort } = abortable();
    const first = outcome(chat({ signal }));
    await clock.advance(0);
    const others = Array.from({ length: 1_000 }, () => outcome(chat({ signal })));
    await clock.advance(60_000);
    expect(provider.requests).toHaveLength(2);
    abort();
    const results = await Promise.all([first, ...others]);
    expect(results.every(({ error }) => error === signal.reason)).toBe(true);
    expect(provider.requests).toHaveLength(2);
  });

  it('sends nothing more: no aborted call gets the slot of the one before it', async () => {
    const { chat, clock, provider } = scenario([hang], { concurrency: 2 });
    const { signal, abort } = abortable();
    const replies = Array.from({ length: 100 }, () => outcome(chat({ signal })));
    await clock.advance(0);
    abort();
    await Promise.all(replies);
    expect(provider.requests).toHaveLength(2);
  });

  it('sends nothing more when the client closes, neither as a probe nor with a slot', async () => {
    const { chat, clock, client, provider } = scenario([hourlyLimit, hang], { concurrency: 2 });
    const replies = [outcome(chat())];
    await clock.advance(0);
    for (let count = 0; count < 50; count += 1) replies.push(outcome(chat()));
    await clock.advance(60_000);
    for (let count = 0; count < 50; count += 1) replies.push(outcome(chat({ retry: false })));
    await clock.advance(0);
    expect(provider.requests).toHaveLength(3);
    await client.close();
    for (const { error } of await Promise.all(replies)) expect(error).toMatchObject({ kind: 'cancelled' });
    expect(provider.requests).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });
});

function abortable(): { readonly signal: AbortSignal; abort(): void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort(new Error('enough'));
    },
  };
}
