import { describe, expect, it } from 'vitest';
import { outcome, scenario } from '../support/scenario.js';
import {
  hourlyLimit,
  ok,
  rateLimit,
  respond,
  serverError,
  weeklyLimit,
  type Step,
} from '../support/scripted-provider.js';

describe('a listener that acts on what it hears', () => {
  it('may be slow: a stated wait that is over meanwhile was stated all the same', async () => {
    const stated = respond(429, { error: "you've reached your hourly usage limit" }, { 'retry-after-ms': '800' });
    for (const times of [1, 3]) {
      const { chat, client, clock, provider } = scenario([...Array.from({ length: times }, () => stated), ok()]);
      client.on('attempt-failure', () => {
        clock.jump(1_000);
      });
      const reply = outcome(chat());
      await clock.advance(5_000);
      expect(await reply).toEqual({ value: 'done' });
      expect(provider.requests).toHaveLength(times + 1);
    }
  });

  it('may end a wait the moment that it starts', async () => {
    const { chat, client, clock, provider } = scenario([hourlyLimit, ok()]);
    client.on('wait-start', (wait) => {
      wait.retryNow();
    });
    const reply = outcome(chat());
    await clock.advance(0);
    expect(await reply).toEqual({ value: 'done' });
    expect(provider.requests.map((request) => request.at)).toEqual([0, 0]);
  });

  it('may reopen a gate the moment that its wait starts', async () => {
    const { chat, client, clock } = scenario([hourlyLimit, ok()]);
    client.on('wait-start', () => {
      client.gates()[0]?.reopen();
    });
    const reply = outcome(chat());
    await clock.advance(0);
    expect(await reply).toEqual({ value: 'done' });
  });

  it('may reopen a gate that just closes for a longer window', async () => {
    const late: Step = (request, attempt) => clock.sleep(1_000).then(() => weeklyLimit(request, attempt) as never);
    const { chat, client, clock } = scenario([late, hourlyLimit, ok()]);
    client.once('wait-end', () => {
      client.gates()[0]?.reopen();
    });
    const replies = [chat({ policies: { 'weekly-limit': { type: 'until-reset', maxWait: '8d' } } }), chat()].map(
      outcome,
    );
    await clock.advance(1_000);
    expect(await Promise.all(replies)).toEqual([{ value: 'done' }, { value: 'done' }]);
  });

  it('may end a call in a key switch: nothing is told of it afterwards', async () => {
    const controller = new AbortController();
    const { chat, client, events } = scenario([rateLimit(600), ok()], {
      provider: { name: 'openai', keys: ['secret-one', 'secret-two'] },
    });
    client.on('key-switch', () => {
      controller.abort();
    });
    expect((await outcome(chat({ signal: controller.signal }))).error).toBe(controller.signal.reason);
    expect(events.types().at(-1)).toBe('call-failure');
  });

  it('may close the client in any event', async () => {
    for (const type of ['call-start', 'attempt-start', 'attempt-failure', 'wait-start', 'wait-tick'] as const) {
      const { chat, client, clock } = scenario([hourlyLimit]);
      client.once(type, () => client.close());
      const replies = [outcome(chat()), outcome(chat())];
      await clock.advance(70_000);
      for (const { error } of await Promise.all(replies)) expect(error).toMatchObject({ kind: 'cancelled' });
      expect(clock.pending).toBe(0);
      expect(client.waits()).toEqual([]);
    }
  });

  it('may end a call while it gives back its slot: it ends once, and frees everything', async () => {
    for (const step of [serverError, hourlyLimit]) {
      const controller = new AbortController();
      const { chat, client, clock, events } = scenario([step, ok()], { concurrency: 1 });
      client.on('attempt-start', ({ callId }) => {
        if (callId !== events.of('call-start')[0]?.callId) controller.abort();
      });
      const replies = [chat({ signal: controller.signal }), chat({ model: 'ollama/other', retry: false })].map(outcome);
      await clock.advance(3_600_000);
      expect((await Promise.all(replies))[0]?.error).toBe(controller.signal.reason);
      expect(events.of('call-failure')).toHaveLength(1);
      expect(client.waits()).toEqual([]);
      expect(await chat({ retry: false })).toBe('done');
    }
  });

  it('may abort 1,000 calls at once', async () => {
    const controller = new AbortController();
    const { chat, client, clock, provider } = scenario([serverError, weeklyLimit], { concurrency: 3 });
    client.once('attempt-failure', () => {
      controller.abort();
    });
    const replies = Array.from({ length: 1_000 }, () => outcome(chat({ signal: controller.signal })));
    await clock.advance(0);
    for (const { error } of await Promise.all(replies)) expect(error).toBe(controller.signal.reason);
    expect(provider.requests).toHaveLength(3);
    expect(clock.pending).toBe(0);
  });
});

describe('a logger that throws', () => {
  it('changes nothing', async () => {
    const broken = (): never => {
      throw new Error('disk full');
    };
    const logger = { debug: broken, info: broken, warn: broken, error: broken };
    const { chat, clock, events } = scenario([hourlyLimit, ok()], { logger });
    const reply = outcome(chat());
    await clock.advance(60_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(events.of('listener-error').length).toBeGreaterThan(0);
  });
});

describe('listening', () => {
  it.each([undefined, null, 5, 'wait-began'])('to %j is refused with the events that there are', (type) => {
    const { client } = scenario([ok()]);
    expect(() => client.on(type as never, () => undefined)).toThrow(/^There is no event `/);
  });
});
