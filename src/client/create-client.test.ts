import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { outcome, scenario } from '../../test/support/scenario.js';
import { hang, hourlyLimit, ok, scriptedProvider, serverError } from '../../test/support/scripted-provider.js';
import { SetupError } from '../core/setup-error.js';
import { createClient } from './create-client.js';
import { openai } from '../providers/openai/index.js';

const provider = scriptedProvider([ok()]);
const messages = [{ role: 'user' as const, content: 'a text that must not be printed' }];

function thrownBy(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(TypeError);
    return (error as Error).message;
  }
  throw new Error('It did not throw.');
}

describe('createClient', () => {
  it('lists every problem with name, expectation and value in one TypeError', () => {
    const message = thrownBy(() =>
      createClient({
        providers: [provider],
        maxAttempts: 0,
        maxWait: 'soon',
        policies: { 'hourly-limit': { type: 'staged', stages: [] } },
        fallbackOn: ['hourly'],
        timeouts: { idle: -1, total: false },
        maxwait: '1h',
        prefer: 'both',
      } as never),
    );
    for (const part of [
      'Expected `maxAttempts` to be an integer >= 1, got `0`',
      'Expected `maxWait` to be a duration > 0',
      'got `"soon"`',
      '`policies.hourly-limit`',
      '`fallbackOn`',
      '`timeouts.idle`',
      '`maxwait`; did you mean `maxWait`?',
      '`prefer`',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toContain('timeouts.total');
  });

  it('wants providers with names of their own', () => {
    expect(thrownBy(() => createClient({ providers: [] }))).toContain('`providers`');
    expect(thrownBy(() => createClient({ providers: [provider, provider] }))).toContain('`ollama` is there twice');
    expect(thrownBy(() => createClient(undefined as never))).toContain('an object');
    expect(thrownBy(() => createClient({} as never))).toContain('`providers`');
  });

  it('shows no key of a provider, in whatever way it is printed', () => {
    const secret = 'a-secret-of-mine';
    const keyed = scriptedProvider([ok()], { name: 'keyed', keys: [secret, { key: `${secret}-2`, label: 'two' }] });
    const shown = [inspect(keyed, { depth: 9, showHidden: true }), JSON.stringify(keyed)];
    const thrown = thrownBy(() => createClient({ providers: [{ keys: keyed.keys, secret }] } as never));
    expect([...shown, thrown].join('\n')).not.toContain(secret);
    expect(shown[0]).toContain('key-1');
    expect(keyed.keys[0]?.secret).toBe(secret);
  });

  it('refuses limits that are none, all of them at once', () => {
    const limits = {
      requestsPerMinute: 0,
      tokensPerDay: -1,
      requestsPerHour: Number.NaN,
      requestsPerSecond: 1.5,
      perMinute: 1,
      scope: 'planet',
      models: { kimi: { requestsPerDay: Number.POSITIVE_INFINITY } },
      projects: { books: { models: { kimi: { tokensPerMinute: '9' } } } },
    };
    const message = thrownBy(() => createClient({ providers: [provider], limits } as never));
    for (const name of [
      'requestsPerMinute',
      'tokensPerDay',
      'requestsPerHour',
      'requestsPerSecond',
      'perMinute',
      'scope',
      'models.kimi.requestsPerDay',
      'projects.books.models.kimi.tokensPerMinute',
    ]) {
      expect(message).toContain(`limits.${name}`);
    }
    const known = 'known are requestsPerSecond, requestsPerMinute, requestsPerHour, requestsPerDay';
    for (const wrong of [
      { projects: { books: { quota: 1 } } },
      { models: { kimi: { quota: 1 } } },
      { projects: { books: { models: { kimi: { quota: 1 } } } } },
    ])
      expect(thrownBy(() => createClient({ providers: [provider], limits: wrong } as never))).toContain(known);
    const pattern = { models: { 'kimi*': { requestsPerMinute: 1 } }, projects: { p: { models: { '*': {} } } } };
    const patterns = thrownBy(() => createClient({ providers: [provider], limits: pattern }));
    for (const name of ['limits.models.kimi*', 'limits.projects.p.models.*'])
      expect(patterns).toContain(`Expected the name \`${name}\` to be that of one model, without any \`*\``);
    expect(thrownBy(() => openai({ apiKey: 'k', limits: { requestsPerMinute: 0 } }))).toContain(
      'limits.requestsPerMinute',
    );
  });
});

describe('chat', () => {
  it('rejects a bad request with a TypeError that lists every problem and prints no text', async () => {
    const { client, provider: scripted } = scenario([ok()]);
    const { error } = await outcome(
      client.chat({
        model: 'kimi',
        messages: [{ role: 'robot', content: 'secret text' }],
        temperature: 9,
        nonsense: 1,
      } as never),
    );
    expect(error).toBeInstanceOf(TypeError);
    for (const part of ['`model`', '`messages[0].role`', '`temperature`', '`nonsense`']) {
      expect((error as Error).message).toContain(part);
    }
    expect((error as Error).message).not.toContain('secret text');
    expect((await outcome(client.chat({ model: 'ollama/x', messages: [] }))).error).toBeInstanceOf(TypeError);
    expect((await outcome(client.chat(undefined as never))).error).toBeInstanceOf(TypeError);
    expect(scripted.requests).toHaveLength(0);
  });

  it('names what is configured, and the nearest match, for an unknown prefix', async () => {
    const { client } = scenario([ok()]);
    const { error } = await outcome(client.chat({ model: 'olama/kimi:1t', messages }));
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain('configured are: ollama');
    expect((error as Error).message).toContain('`ollama/kimi:1t`');
    expect((await outcome(client.chat({ model: 'ollama/x', fallbacks: ['nope/x'], messages }))).error).toBeInstanceOf(
      TypeError,
    );
  });

  it('takes all before the first slash for the prefix', async () => {
    const { client, provider: scripted } = scenario([ok()]);
    const reply = await client.chat({ model: 'ollama/hf.co/some/model:q4', messages });
    expect(scripted.requests[0]?.model).toBe('hf.co/some/model:q4');
    expect(reply).toMatchObject({ provider: 'ollama', model: 'hf.co/some/model:q4', keyId: undefined });
  });

  it('parses JSON where it was asked for, and takes what does not parse for no answer', async () => {
    const { client } = scenario([ok('{"title":"Kapitel"}')]);
    expect((await client.chat({ model: 'ollama/x', messages, output: 'json' })).output).toEqual({ title: 'Kapitel' });
    const broken = scenario([ok('{"title":')], { maxAttempts: 1 });
    const { error } = await outcome(broken.client.chat({ model: 'ollama/x', messages, output: 'json' }));
    expect(error).toMatchObject({ kind: 'invalid-response' });
  });

  it('hands metadata to its events and nowhere else', async () => {
    const { client, events } = scenario([ok()]);
    await client.chat({ model: 'ollama/x', messages, metadata: { chapter: 3 } });
    expect(events.every((event) => 'metadata' in event && event.metadata?.['chapter'] === 3)).toBe(true);
  });

  it('watches over the time of a whole answer', async () => {
    const { chat, clock } = scenario([hang], { maxAttempts: 1 });
    const reply = outcome(chat({ timeouts: { answer: '20m' } }));
    await clock.advance(1_199_999);
    const controller = { settled: false };
    void reply.then(() => (controller.settled = true));
    await clock.advance(0);
    expect(controller.settled).toBe(false);
    await clock.advance(1);
    expect((await reply).error).toMatchObject({ kind: 'timeout', reason: 'attempts-used' });
  });
});

describe('what a provider loads before its first request', () => {
  it('is loaded once, and is no time of the answer', async () => {
    let loads = 0;
    const { client, clock, provider: scripted } = scenario([ok()], { timeouts: { answer: '1s' } });
    scripted.prepare = async () => {
      loads += 1;
      await clock.sleep(60_000);
    };
    const slow = createClient({ providers: [scripted], clock, timeouts: { answer: '1s' } });
    const reply = outcome(slow.chat({ model: 'ollama/x', messages }));
    await clock.advance(60_000);
    expect((await reply).value).toMatchObject({ text: 'done', attempts: [{ outcome: 'success' }] });
    await slow.chat({ model: 'ollama/x', messages });
    expect(loads).toBe(1);
    await client.close();
  });

  it('rejects the call with what it throws where nothing can be sent', async () => {
    const { clock, provider: scripted } = scenario([ok()]);
    scripted.prepare = () => Promise.reject(new SetupError('Install `sdk`.'));
    const client = createClient({ providers: [scripted], clock });
    const { error } = await outcome(client.chat({ model: 'ollama/x', messages }));
    expect(error).toBeInstanceOf(TypeError);
    expect(scripted.requests).toHaveLength(0);
  });
});

describe('configure', () => {
  it('holds from the next decision on', async () => {
    const { chat, client, clock, provider: scripted } = scenario([hourlyLimit, hourlyLimit, ok()]);
    const reply = outcome(chat());
    await clock.advance(0);
    client.configure({ policies: { 'hourly-limit': { type: 'staged', stages: ['60s', '10s'] } } });
    await clock.advance(70_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(scripted.requests.map((request) => request.at)).toEqual([0, 60_000, 70_000]);
  });

  it('changes nothing where anything is wrong', async () => {
    const { chat, client, clock, provider: scripted } = scenario([serverError]);
    expect(() => {
      client.configure({ maxAttempts: 1, maxWait: 'never' });
    }).toThrow(/`maxWait`/);
    const reply = outcome(chat());
    await clock.advance(120_000);
    await reply;
    expect(scripted.requests).toHaveLength(5);
  });
});

describe('on', () => {
  it('refuses an event that there is not', () => {
    const { client } = scenario([ok()]);
    expect(() => client.on('wait-strat' as never, () => undefined)).toThrow(/did you mean `wait-start`/);
    expect(() => client.on('wait-start', 'no function' as never)).toThrow(TypeError);
  });

  it('can be undone, and can be for once', async () => {
    const { client, chat } = scenario([ok()]);
    const heard: string[] = [];
    const listener = () => heard.push('on');
    client.on('call-start', listener).once('call-start', () => heard.push('once'));
    await chat();
    client.off('call-start', listener);
    await chat();
    expect(heard).toEqual(['on', 'once']);
  });
});

describe('the logger', () => {
  it('gets a line for what matters, without prompts and answers', async () => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const { chat, clock } = scenario([hourlyLimit, ok('an answer that must not be printed')], {
      logger: { debug: log, info: log, warn: log, error: log },
    });
    const reply = outcome(chat({ messages }));
    await clock.advance(60_000);
    await reply;
    expect(lines.join('\n')).toMatch(/Hourly limit of ollama\/kimi; stage 1 of 4/);
    expect(lines.join('\n')).not.toContain('must not be printed');
  });
});
