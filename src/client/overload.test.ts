import { describe, expect, it } from 'vitest';
import { outcome, scenario, START } from '../../test/support/scenario.js';
import { ok, overloaded, respond, serverError, type Step } from '../../test/support/scripted-provider.js';

const refusedConnection: Step = () =>
  Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }));

const times = (provider: { readonly requests: readonly { readonly at: number }[] }): readonly number[] =>
  provider.requests.map(({ at }) => at);

describe('a server that is down', () => {
  it('is asked by one call at a time after five faults in a row, and answers all when it is back', async () => {
    const { chat, clock, client, provider } = scenario([refusedConnection], { concurrency: 48 });
    const replies = Array.from({ length: 48 }, () => outcome(chat()));
    await clock.advance(0);
    expect(client.gates()).toMatchObject([{ kind: 'network', scope: 'model', waiting: 44 }]);
    expect(client.waits().filter(({ waiting }) => waiting === 1)).toHaveLength(4);
    await clock.advance(60_000);
    const before = provider.requests.length;
    // 48 were under way when it went down; without a gate each of them would have asked four times more.
    expect(before).toBeLessThan(48 + 30);
    provider.script(ok());
    await clock.advance(60_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    expect(provider.requests.length).toBeLessThanOrEqual(before + 48);
  });

  it('costs each call its own attempts alone', async () => {
    const { chat, clock, provider } = scenario([serverError], { concurrency: 8 });
    const replies = Array.from({ length: 8 }, () => outcome(chat()));
    await clock.advance(3_600_000);
    for (const { error } of await Promise.all(replies)) {
      expect(error).toMatchObject({ kind: 'server-error', reason: 'attempts-used', attempts: { length: 5 } });
    }
    expect(provider.requests).toHaveLength(40);
  });

  it('is told to all at once where nobody listens on this machine, after the attempts of one call', async () => {
    const { chat, clock, client, provider } = scenario([refusedConnection], { provider: { isLocal: true } });
    const replies = Array.from({ length: 100 }, () => outcome(chat()));
    await clock.advance(60_000);
    for (const { error } of await Promise.all(replies)) expect(error).toMatchObject({ kind: 'network' });
    expect(provider.requests.length).toBeLessThan(20);
    expect(client.gates()).toEqual([]);
    provider.script(ok('started'));
    expect(await chat()).toBe('started');
  });

  it('loses nobody who waits to an outage of minutes elsewhere, and tells all after half an hour', async () => {
    const { chat, clock, provider } = scenario([refusedConnection]);
    const replies = Array.from({ length: 100 }, () => outcome(chat()));
    await clock.advance(300_000);
    provider.script(ok());
    await clock.advance(120_000);
    expect((await Promise.all(replies)).filter(({ error }) => error !== undefined).length).toBeLessThanOrEqual(5);
    provider.script(refusedConnection);
    const later = Array.from({ length: 100 }, () => outcome(chat()));
    await clock.advance(1_920_000);
    for (const { error } of await Promise.all(later)) expect(error).toMatchObject({ kind: 'network' });
  });

  it('keeps nobody waiting who comes when nobody waits', async () => {
    const { chat, clock, client, provider } = scenario([serverError]);
    const first = outcome(chat());
    await clock.advance(600_000);
    expect((await first).error).toMatchObject({ reason: 'attempts-used' });
    expect(client.gates()).toEqual([]);
    provider.script(ok('at once'));
    expect(await chat()).toBe('at once');
  });

  it('is not taken for down where every other request is answered', async () => {
    let count = 0;
    const everyOther: Step = (request, attempt) => {
      count += 1;
      return count % 2 === 0 ? ok()(request, attempt) : serverError(request, attempt);
    };
    const { chat, clock, events } = scenario([everyOther]);
    const replies = Array.from({ length: 40 }, () => outcome(chat({ maxAttempts: 100 })));
    await clock.advance(600_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    expect(events.of('wait-start').every(({ waiting }) => waiting === 1)).toBe(true);
  });

  it('is asked by another call after each fault, so that one poisonous request blocks nobody', async () => {
    const { chat, clock, provider } = scenario([serverError], { concurrency: 8 });
    const poison = outcome(chat({ model: 'ollama/kimi', maxAttempts: 1_000 }));
    const others = Array.from({ length: 4 }, () => outcome(chat()));
    await clock.advance(0);
    provider.script(serverError, ok());
    await clock.advance(60_000);
    expect((await Promise.all([poison, ...others])).every(({ value }) => value === 'done')).toBe(true);
  });
});

describe('an overload', () => {
  it('ends with a release no faster than the server answered before', async () => {
    const starts: number[] = [];
    const { chat, clock, provider } = scenario([ok()], { concurrency: 1_000 });
    const slow: Step = async (request, attempt) => {
      starts.push(clock.now());
      await clock.sleep(5_000, { signal: attempt.signal });
      return (await ok()(request, attempt)) as Awaited<
        ReturnType<Extract<Step, (...args: never[]) => Promise<unknown>>>
      >;
    };
    provider.script(slow);
    const healthy: Promise<unknown>[] = [];
    // Four a second.
    for (let index = 0; index < 40; index += 1) {
      healthy.push(outcome(chat()));
      await clock.advance(250);
    }
    await clock.advance(10_000);
    provider.script(overloaded);
    const replies = Array.from({ length: 40 }, () => outcome(chat()));
    await clock.advance(30_000);
    starts.length = 0;
    provider.script(slow);
    await clock.advance(60_000);
    expect((await Promise.all([...healthy, ...replies])).length).toBe(80);
    const busiest = Math.max(...starts.map((at) => starts.filter((other) => other >= at && other < at + 1_000).length));
    expect(starts).toHaveLength(40);
    expect(busiest).toBeLessThanOrEqual(6);
  });

  it('ends with a release that begins at four a second where nothing is known of what the server bears', async () => {
    const { chat, clock, provider } = scenario([overloaded], { concurrency: 1_000 });
    const replies = Array.from({ length: 60 }, () => outcome(chat()));
    await clock.advance(20_000);
    const before = provider.requests.length;
    provider.script(ok());
    await clock.advance(30_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
    const starts = times(provider).slice(before);
    const busiest = Math.max(...starts.map((at) => starts.filter((other) => other >= at && other < at + 1_000).length));
    expect(busiest).toBeLessThanOrEqual(16);
    expect((starts.at(-1) ?? 0) - (starts[0] ?? 0)).toBeLessThanOrEqual(10_000);
  });

  it('that comes back while those are released of whom nothing was known releases half as fast next time', async () => {
    const { chat, clock, provider } = scenario([overloaded], { concurrency: 1_000 });
    const replies = Array.from({ length: 30 }, () => outcome(chat()));
    const startsOf = async (...steps: readonly Step[]): Promise<readonly number[]> => {
      await clock.advance(20_000);
      const before = provider.requests.length;
      provider.script(...steps);
      await clock.advance(30_000);
      return times(provider).slice(before);
    };
    const [probe = 0, ...first] = await startsOf(ok(), ok(), ok(), ok(), ok(), overloaded);
    expect(first.filter((at) => at < probe + 1_000)).toHaveLength(4);
    const [again = 0, ...second] = await startsOf(ok());
    expect(second.filter((at) => at < again + 1_000)).toHaveLength(2);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
  });

  it('is probed in proportion to its length: every few seconds at first, and not every few after minutes', async () => {
    const { chat, clock, provider } = scenario([overloaded]);
    const reply = outcome(chat());
    await clock.advance(1_200_000);
    const asked = times(provider);
    const gaps = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(Math.max(...gaps.filter((_gap, index) => (asked[index] ?? 0) < 60_000))).toBeLessThanOrEqual(8_000);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60_000);
    expect(Math.min(...gaps.slice(-5))).toBeGreaterThanOrEqual(29_000);
    provider.script(ok());
    await clock.advance(60_000);
    expect(await reply).toEqual({ value: 'done' });
  });

  it('is probed in proportion to the work before it, too: a minute of it is less of two than of none', async () => {
    const probesInAMinuteAfter = async (workMs: number): Promise<number> => {
      const { chat, clock, provider } = scenario([ok()]);
      await chat();
      await clock.advance(workMs);
      provider.script(overloaded);
      const before = provider.requests.length;
      const reply = outcome(chat());
      await clock.advance(60_000);
      const probes = provider.requests.length - before;
      provider.script(ok());
      await clock.advance(30_000);
      expect(await reply).toEqual({ value: 'done' });
      return probes;
    };
    expect(await probesInAMinuteAfter(120_000)).toBeLessThan(await probesInAMinuteAfter(1));
    expect(await probesInAMinuteAfter(3_600_000)).toBeGreaterThanOrEqual(5);
  });
});

describe('the retry budget of a client', () => {
  const flaky = (): Step => {
    const seen = new Set<unknown>();
    return (request, attempt) => {
      const content = request.messages[0]?.content;
      if (seen.has(content)) return ok()(request, attempt);
      seen.add(content);
      return respond(500, { error: 'Internal Server Error (ref: 1)' })(request, attempt);
    };
  };

  async function retriesWithin(ms: number, retryBudget: number | false): Promise<number> {
    const { client, clock, provider } = scenario([flaky()], { concurrency: 1_000, retryBudget });
    const replies = Array.from({ length: 4 * 60 }, (_, index) => ({ index }));
    const done: Promise<unknown>[] = [];
    for (const { index } of replies) {
      // Spread over models, so that no gate closes.
      const model = `ollama/model-${index % 60}`;
      done.push(outcome(client.chat({ model, messages: [{ role: 'user', content: String(index) }] })));
    }
    await clock.advance(ms);
    const retries = provider.requests.length - replies.length;
    await clock.advance(600_000);
    for (const result of await Promise.all(done)) expect(result).toHaveProperty('value');
    return retries;
  }

  it('lets retries that are over it wait, and drops none', async () => {
    expect(await retriesWithin(1_000, 0)).toBeLessThanOrEqual(23);
    expect(await retriesWithin(1_000, false)).toBe(240);
  });
});

describe('time that is odd', () => {
  const throttled = (retryAfter: string): Step =>
    respond(
      429,
      { error: { message: 'Rate limit reached', code: 'rate_limit_exceeded' } },
      { 'retry-after': retryAfter },
    );
  const options = { provider: { name: 'openai' } };

  it.each(['soon', '-5', '1000000000000000', 'NaN', '', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'such as Retry-After %j is no time: the ladder begins',
    async (retryAfter) => {
      const { chat, clock, events, provider } = scenario([throttled(retryAfter), ok()], options);
      const reply = outcome(chat());
      await clock.advance(2_000);
      expect(await reply).toEqual({ value: 'done' });
      expect(provider.requests.map(({ at }) => at)).toEqual([0, 2_000]);
      expect(events.of('wait-start').map(({ resetSource }) => resetSource)).toEqual(['ladder']);
    },
  );

  it('such as a stated reset that moves backwards holds by the latest refusal', async () => {
    const { chat, clock, provider } = scenario([throttled('90'), throttled('10'), ok()], options);
    const reply = outcome(chat());
    await clock.advance(100_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(provider.requests.map(({ at }) => at)).toEqual([0, 90_000, 100_000]);
  });

  it('such as a wait of almost a year ends at once, and says until when', async () => {
    const { chat } = scenario([throttled('31000000')], options);
    const { error } = await outcome(chat());
    expect(error).toMatchObject({ kind: 'monthly-limit', reason: 'stop', resetsAt: START + 31_000_000_000 });
  });

  it('such as a night that the machine slept is over when it wakes', async () => {
    const { chat, clock } = scenario([throttled('3600'), ok()], options);
    const reply = outcome(chat());
    await clock.advance(60_000);
    clock.jump(8 * 3_600_000);
    await clock.advance(15_000);
    expect(await reply).toEqual({ value: 'done' });
  });

  it('such as a clock that steps back by a day makes no wait longer', async () => {
    const { chat, clock } = scenario([throttled('600'), ok()], options);
    const reply = outcome(chat());
    await clock.advance(60_000);
    clock.jump(-86_400_000);
    await clock.advance(540_000);
    expect(await reply).toEqual({ value: 'done' });
  });
});
