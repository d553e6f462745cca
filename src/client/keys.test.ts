import { describe, expect, it } from 'vitest';
import { outcome, scenario } from '../../test/support/scenario.js';
import {
  ok,
  overloaded,
  rateLimit,
  respond,
  serverError,
  scriptedProvider,
  type Step,
  unauthorized,
  weeklyLimit,
} from '../../test/support/scripted-provider.js';

const KEYS = [
  { key: 'secret-one', label: 'one', project: 'a' },
  { key: 'secret-two', label: 'two', project: 'a' },
  { key: 'secret-three', label: 'three', project: 'b' },
];

/** Answers by the key that a request came with. */
const byKey =
  (steps: Readonly<Record<string, Step>>) => (_request: unknown, attempt: { readonly key: string | undefined }) =>
    steps[attempt.key ?? ''] ?? ok();

const noCredit = respond(429, {
  error: {
    message: 'You exceeded your current quota, please check your plan and billing details.',
    type: 'insufficient_quota',
    code: 'insufficient_quota',
  },
});

describe('the key ring', () => {
  it('takes the first listed key, and after a limit one of another project', async () => {
    const { chat, provider, events, client } = scenario(byKey({ 'secret-one': rateLimit(30) }), {
      provider: { name: 'openai', keys: KEYS },
    });
    expect(await chat()).toBe('done');
    expect(provider.requests.map((request) => request.key)).toEqual(['secret-one', 'secret-three']);
    expect(events.of('key-switch')).toMatchObject([{ fromKeyId: 'one', keyId: 'three', kind: 'rate-limit' }]);
    expect(client.keys().map(({ keyId, state }) => [keyId, state])).toEqual([
      ['one', 'limited'],
      ['two', 'limited'],
      ['three', 'open'],
    ]);
  });

  it('takes the least recently limited one from then on', async () => {
    const { chat, clock, provider } = scenario([rateLimit(10), ok(), ok(), rateLimit(10), ok(), ok()], {
      provider: { name: 'openai', keys: KEYS },
    });
    await chat();
    await clock.advance(20_000);
    await chat();
    await chat();
    await clock.advance(20_000);
    await chat();
    expect(provider.requests.map((request) => request.key)).toEqual([
      'secret-one',
      'secret-three',
      'secret-three',
      'secret-three',
      'secret-one',
      'secret-one',
    ]);
  });

  it('cools a key for the model that was limited, not for others', async () => {
    const { chat, provider } = scenario([rateLimit(30), ok(), ok()], { provider: { name: 'openai', keys: KEYS } });
    await chat();
    await chat({ model: 'openai/other' });
    expect(provider.requests.map(({ key, model }) => [key, model])).toEqual([
      ['secret-one', 'kimi'],
      ['secret-three', 'kimi'],
      ['secret-one', 'other'],
    ]);
  });

  it('does not rotate in vain: an account out of credit stops all its keys', async () => {
    const keys = KEYS.map((key) => ({ ...key, account: 'the one' }));
    const { chat, provider } = scenario([noCredit], { provider: { name: 'openai', keys } });
    expect((await outcome(chat())).error).toMatchObject({ kind: 'quota-exhausted', attempts: [{}] });
    expect(provider.requests).toHaveLength(1);
  });

  it('does not rotate for want of capacity', async () => {
    const { chat, clock, provider } = scenario([overloaded, ok()], { provider: { keys: ['a-key', 'b-key'] } });
    const reply = outcome(chat());
    await clock.advance(60_000);
    expect(await reply).toEqual({ value: 'done' });
    expect(provider.requests.map((request) => request.key)).toEqual(['a-key', 'a-key']);
  });

  it('takes dead keys out for good, and ends with no-key when none is left', async () => {
    const { chat, provider, events, client } = scenario([unauthorized], { provider: { keys: ['a-key', 'b-key'] } });
    expect((await outcome(chat())).error).toMatchObject({
      kind: 'authentication',
      reason: 'no-key',
      attempts: [{}, {}],
    });
    expect((await outcome(chat())).error).toMatchObject({ kind: 'authentication', reason: 'no-key', attempts: [] });
    expect(events.of('key-disable').map((event) => event.keyId)).toEqual(['key-1', 'key-2']);
    expect(client.keys().map((key) => key.state)).toEqual(['disabled', 'disabled']);
    expect(provider.requests).toHaveLength(2);
  });

  it('waits for the earliest reset when all are limited', async () => {
    const { chat, clock, provider } = scenario(
      byKey({ one: rateLimit(50), two: rateLimit(20), three: rateLimit(90) }),
      { provider: { name: 'openai', keys: ['one', 'two', 'three'] } },
    );
    const reply = outcome(chat());
    await clock.advance(19_999);
    expect(provider.requests).toHaveLength(3);
    provider.script(ok('second key'));
    await clock.advance(1);
    expect(await reply).toEqual({ value: 'second key' });
    expect(provider.requests.at(-1)).toMatchObject({ key: 'two', at: 20_000 });
  });

  it('waits for a key that comes free although another one is spent for the week', async () => {
    const { chat, clock, provider } = scenario(byKey({ one: rateLimit(30), two: weeklyLimit }), {
      provider: { keys: ['one', 'two'] },
    });
    const reply = outcome(chat());
    await clock.advance(29_999);
    provider.script(ok('first key'));
    await clock.advance(1);
    expect(await reply).toEqual({ value: 'first key' });
    expect(provider.requests.map((request) => request.key)).toEqual(['one', 'two', 'one']);
  });

  it('lets those who wait for one key have another that opens', async () => {
    const { chat, clock, provider } = scenario(byKey({ one: rateLimit(600), two: rateLimit(20) }), {
      provider: { name: 'openai', keys: ['one', 'two'] },
    });
    const replies = Array.from({ length: 5 }, () => outcome(chat()));
    await clock.advance(0);
    provider.script(ok());
    await clock.advance(20_000);
    expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
  });

  it('tells the limit that made it switch, though another call met it', async () => {
    const { chat, clock, client, events, provider } = scenario([serverError, rateLimit(200), ok(), ok()], {
      provider: { name: 'openai', keys: ['one', 'two'] },
    });
    const first = outcome(chat());
    await clock.advance(0);
    await client.chat({ model: 'openai/kimi', messages: [{ role: 'user', content: 'a' }] });
    await clock.advance(1_000);
    expect(await first).toEqual({ value: 'done' });
    expect(provider.requests.map((request) => request.key)).toEqual(['one', 'one', 'two', 'two']);
    expect(events.of('key-switch').map((event) => event.kind)).toEqual(['rate-limit', 'rate-limit']);
  });

  it('uses no attempt for a rotation', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `key${index}`);
    const limited = Object.fromEntries(keys.slice(0, 7).map((key) => [key, rateLimit(600)]));
    const { chat, provider } = scenario(byKey(limited), { provider: { name: 'openai', keys }, maxAttempts: 1 });
    expect(await chat()).toBe('done');
    expect(provider.requests).toHaveLength(8);
  });

  it('does not rotate where a local daemon signs with its own key', async () => {
    const { chat, provider } = scenario([unauthorized], { provider: { keys: ['one', 'two'], rotatesKeys: false } });
    await outcome(chat());
    expect(provider.requests).toHaveLength(1);
  });

  it('prints no key, wherever it was quoted', async () => {
    const secret = 'AIzaSyD-0123456789abcdefghijklmnopqrstuv';
    const quoting = respond(403, {
      error: {
        code: 403,
        message: `Permission denied: Consumer 'api_key:${secret}' has been suspended.`,
        status: 'PERMISSION_DENIED',
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'CONSUMER_SUSPENDED',
            domain: 'googleapis.com',
            metadata: { consumer: `api_key:${secret}` },
          },
        ],
      },
    });
    const { chat, events, client } = scenario([quoting], { provider: { name: 'gemini', keys: [secret] } });
    const { error } = await outcome(chat());
    const { inspect } = await import('node:util');
    const everything = inspect([error, [...events], client.keys(), client.gates(), JSON.stringify(error)], {
      depth: 20,
      showHidden: true,
    });
    expect(everything).toContain('key-1');
    expect(everything).not.toContain(secret);
    expect(events.of('key-disable')).toHaveLength(1);
  });
});

describe('fallbacks', () => {
  it('go to the first open one for the kinds that are named, and begin at the first model each time', async () => {
    const other = scriptedProvider([ok('fallback')], { name: 'gemini', keys: ['g'] });
    const { chat, provider, events } = scenario([weeklyLimit], { others: [other] });
    expect(await chat({ fallbacks: ['gemini/flash'] })).toBe('fallback');
    expect(await chat({ fallbacks: ['gemini/flash'] })).toBe('fallback');
    expect(provider.requests).toHaveLength(1);
    expect(events.of('model-switch')).toMatchObject([
      { fromProvider: 'ollama', fromModel: 'kimi', provider: 'gemini', model: 'flash', kind: 'weekly-limit' },
      { fromProvider: 'ollama' },
    ]);
  });

  it('prefer a short stated wait, and wait by the policy for kinds that are not named', async () => {
    const other = scriptedProvider([ok('fallback')], { name: 'gemini', keys: ['g'] });
    const { chat, clock, provider } = scenario([rateLimit(20), ok('waited')], {
      provider: { name: 'openai' },
      others: [other],
    });
    const reply = outcome(chat({ fallbacks: ['gemini/flash'] }));
    await clock.advance(20_000);
    expect(await reply).toEqual({ value: 'waited' });
    expect(provider.requests).toHaveLength(2);
    expect(other.requests).toHaveLength(0);
  });

  it('take what is left when attempts are used', async () => {
    const other = scriptedProvider([ok('fallback')], { name: 'gemini', keys: ['g'] });
    const { chat, clock } = scenario([respond(500, { error: 'boom' })], { others: [other], maxAttempts: 2 });
    const reply = outcome(chat({ fallbacks: ['gemini/flash'] }));
    await clock.advance(10_000);
    expect(await reply).toEqual({ value: 'fallback' });
  });

  it('remember a model that is gone, for those who have a fallback', async () => {
    const gone = respond(404, { error: "model 'kimi' not found" });
    const { chat, provider } = scenario((request) => (request.model === 'kimi' ? gone : ok('other')));
    expect(await chat({ fallbacks: ['ollama/other'] })).toBe('other');
    expect(await chat({ fallbacks: ['ollama/other'] })).toBe('other');
    expect((await outcome(chat())).error).toMatchObject({ kind: 'model-not-found', reason: 'stop' });
    expect(provider.requests.map((request) => request.model)).toEqual(['kimi', 'other', 'other', 'kimi']);
  });

  it('end with the error of the last and the attempts of all', async () => {
    const gone = respond(404, { error: "model 'x' not found" });
    const { chat } = scenario((request) => (request.model === 'kimi' ? weeklyLimit : gone));
    expect((await outcome(chat({ fallbacks: ['ollama/b'] }))).error).toMatchObject({
      kind: 'weekly-limit',
      attempts: [{}],
    });
    const second = scenario((request) => (request.model === 'kimi' ? gone : respond(402, { error: 'no' })));
    const { error } = await outcome(second.chat({ fallbacks: ['ollama/b'] }));
    expect(error).toMatchObject({ model: 'b', attempts: [{ model: 'kimi' }, { model: 'b' }] });
  });

  it('are waited for where they are closed and nothing else is left', async () => {
    const gone = respond(404, { error: "model 'kimi' not found" });
    const other = scriptedProvider([rateLimit(20), ok('fallback')], { name: 'openai', keys: ['g'] });
    const { chat, client, clock } = scenario([gone], { others: [other] });
    const closer = outcome(client.chat({ model: 'openai/x', messages: [{ role: 'user', content: 'a' }] }));
    await clock.advance(0);
    const reply = outcome(chat({ fallbacks: ['openai/x'] }));
    await clock.advance(20_000);
    expect(await reply).toEqual({ value: 'fallback' });
    expect(await closer).toMatchObject({ value: { text: 'fallback' } });
  });

  it('are taken at once for limits where that is preferred', async () => {
    const other = scriptedProvider([ok('fallback')], { name: 'gemini', keys: ['g'] });
    const { chat } = scenario([respond(429, { error: "you've reached your hourly usage limit" })], {
      others: [other],
      prefer: 'fallback',
    });
    expect(await chat({ fallbacks: ['gemini/flash'] })).toBe('fallback');
  });
});
