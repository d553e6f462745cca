import { describe, expect, it } from 'vitest';
import { createRetryController } from '../../src/client/retry-controller.js';
import { exponential } from '../../src/core/policy.js';
import { LlmError } from '../../src/core/error.js';
import type { Classification } from '../../src/core/classification.js';
import type { ProviderReply } from '../../src/core/provider.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { recordEvents } from '../../src/testing/event-recorder.js';
import { outcome, scenario } from '../support/scenario.js';
import { hang, ok, respond, type Step } from '../support/scripted-provider.js';

const refusal = (resetsAt: number): LlmError => {
  const classification: Classification = {
    kind: 'rate-limit',
    scope: 'project+model',
    retryable: true,
    rotateKey: true,
    retryAfterMs: resetsAt,
    resetsAt,
    resetSource: 'body',
    status: 429,
    code: undefined,
    message: 'slow down',
    advice: 'Wait.',
  };
  return new LlmError({
    message: 'slow down',
    reason: 'stop',
    classification,
    provider: 'other',
    model: 'm',
    keyId: undefined,
    attempts: [],
    cause: undefined,
  });
};

describe('a reset that is no time', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e16, 0, -1])(
    'hangs no call and makes no hot loop: %d',
    async (resetsAt) => {
      const clock = manualClock();
      const controller = createRetryController({ clock, policies: { 'rate-limit': exponential({ maxWait: '10m' }) } });
      let requests = 0;
      const reply = outcome(
        controller.run(() => {
          requests += 1;
          throw refusal(resetsAt);
        }),
      );
      await clock.advance(3_600_000);
      expect((await reply).error).toMatchObject({ kind: 'rate-limit', reason: 'max-wait' });
      expect(requests).toBeLessThan(40);
      expect(clock.pending).toBe(0);
    },
  );

  it('of the far future ends the call at once', async () => {
    const clock = manualClock();
    const controller = createRetryController({ clock });
    const { error } = await outcome(controller.run(() => Promise.reject(refusal(1e15))));
    expect(error).toMatchObject({ reason: 'max-wait', resetsAt: 1e15 });
  });

  it('in a header hangs no call', async () => {
    for (const seconds of ['1e300', '99999999999999999', '-5', 'NaN', 'Infinity']) {
      const { chat, client, clock } = scenario([respond(429, { error: 'slow' }, { 'retry-after': seconds })], {
        provider: { name: 'openai' },
        policies: { 'rate-limit': exponential({ maxWait: '10m' }) },
      });
      const reply = outcome(chat());
      await clock.advance(3_600_000);
      expect((await reply).error).toMatchObject({ kind: 'rate-limit' });
      expect(client.waits()).toEqual([]);
    }
  });
});

describe('a provider that breaks its contract', () => {
  const nothing = undefined as unknown as ProviderReply;
  const empty: ProviderReply = { text: '', usage: {}, finishReason: 'stop', raw: {} };

  it.each([
    ['nothing', nothing],
    ['a text', 'text' as unknown as ProviderReply],
    ['an empty text', empty],
  ])('by answering %s has given no answer', async (_name, reply) => {
    const { chat, clock, events } = scenario([() => Promise.resolve(reply)]);
    const result = outcome(chat());
    await clock.advance(300_000);
    expect((await result).error).toMatchObject({ kind: 'invalid-response', reason: 'attempts-used' });
    expect(events.types().at(-1)).toBe('call-failure');
    expect(events.of('attempt-success')).toEqual([]);
  });

  it('by throwing at once fails like any other', async () => {
    const { chat, provider } = scenario([ok()]);
    provider.chat = () => {
      throw new TypeError('Bad request');
    };
    expect((await outcome(chat({ retry: false }))).error).toMatchObject({ kind: expect.any(String), reason: 'stop' });
  });

  it('by never minding its signal keeps neither the call nor the slot', async () => {
    const deaf: Step = () => new Promise(() => undefined);
    const { chat, clock } = scenario([deaf, ok()], { concurrency: 1 });
    const controller = new AbortController();
    const first = outcome(chat({ signal: controller.signal }));
    await clock.advance(0);
    controller.abort();
    expect((await first).error).toBe(controller.signal.reason);
    expect(await chat()).toBe('done');
    expect(clock.pending).toBe(0);
  });

  it('by answering after its timeout is not heard', async () => {
    const late: Step = (request, attempt) =>
      clock.sleep(5_000).then(() => ok('too late')(request, attempt) as Promise<ProviderReply>);
    const { chat, clock, provider } = scenario([late, ok('in time')], { timeouts: { answer: '1s' } });
    const reply = outcome(chat());
    await clock.advance(60_000);
    expect(await reply).toEqual({ value: 'in time' });
    expect(provider.requests).toHaveLength(2);
  });

  it('is told of its timeout before the next request begins', async () => {
    const order: string[] = [];
    const watched: Step = (request, attempt) => {
      attempt.signal.addEventListener('abort', () => order.push('aborted'));
      return hang(request, attempt);
    };
    const { chat, client, clock } = scenario([watched, ok()], { timeouts: { answer: '1s' } });
    client.on('attempt-failure', () => order.push('failed'));
    const reply = outcome(chat());
    await clock.advance(60_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(order).toEqual(['aborted', 'failed']);
  });
});

describe('a task', () => {
  it('that settles after its abort is not heard', async () => {
    const clock = manualClock();
    const controller = createRetryController({ clock });
    const events = recordEvents(controller);
    const abort = new AbortController();
    const reply = outcome(controller.run(() => clock.sleep(1_000).then(() => 'late'), { signal: abort.signal }));
    await clock.advance(500);
    abort.abort();
    expect((await reply).error).toBe(abort.signal.reason);
    await clock.advance(1_000);
    expect(events.types()).toEqual(['call-start', 'attempt-start', 'call-failure']);
  });
});
