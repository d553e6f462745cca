import { expect, it } from 'vitest';
import { genaiChat, ollamaChat, openaiChat, statuses } from './sdk-calls.fixture.js';
import { clock, simulator, start } from './simulator.fixture.js';

const MINUTE_MS = 60_000;

it('lets a fixed window turn at its phase, not after its length', async () => {
  await start({ quotas: [{ provider: 'ollama', window: 'hour', limit: 1, phaseMs: 17 * MINUTE_MS }] });
  expect(await statuses(ollamaChat, 2, { simulator, text: 'One two.' })).toEqual([200, 429]);
  await clock.advance(17 * MINUTE_MS - 1);
  expect(await statuses(ollamaChat, 1, { simulator, text: 'One two.' })).toEqual([429]);
  await clock.advance(1);
  expect(await statuses(ollamaChat, 2, { simulator, text: 'One two.' })).toEqual([200, 429]);
});

it("gives Gemini's day back at midnight Pacific time", async () => {
  await start({ quotas: [{ provider: 'gemini', window: 'day', limit: 1 }] }, '2026-03-08T09:00:00Z');
  expect(await statuses(genaiChat, 2, { simulator, text: 'One two.' })).toEqual([200, 429]);
  // The clocks went forward that night: midnight is at 07:00 UTC.
  await clock.advanceTo(Date.parse('2026-03-09T06:59:59.999Z'));
  expect(await statuses(genaiChat, 1, { simulator, text: 'One two.' })).toEqual([429]);
  await clock.advance(1);
  expect(await statuses(genaiChat, 2, { simulator, text: 'One two.' })).toEqual([200, 429]);
});

it('counts refused requests where told to', async () => {
  await start({ quotas: [{ provider: 'openai', window: 'minute', limit: 2, countRefused: true }] });
  expect(await statuses(openaiChat, 4, { simulator, text: 'One two.' })).toEqual([200, 200, 429, 429]);
  // Four of a bucket of two: a minute empties two of them, and the next request finds it full.
  await clock.advance(MINUTE_MS);
  expect(await statuses(openaiChat, 1, { simulator, text: 'One two.' })).toEqual([429]);
});

it('states a time that is true where refused requests count', async () => {
  await start({ quotas: [{ provider: 'openai', window: 'minute', limit: 2, countRefused: true }] });
  await statuses(openaiChat, 2, { simulator, text: 'One two.' });
  const refused = await fetch(`${simulator.baseURL.openai}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer AIza-test', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'One two.' }] }),
  });
  await refused.text();
  // With this one there are three in a bucket of two: before the next fits, two have to trickle away.
  expect(refused.headers.get('retry-after-ms')).toBe('60000');
  await clock.advance(60_000);
  expect(await statuses(openaiChat, 1, { simulator, text: 'One two.' })).toEqual([200]);
});

it('shares a quota by project and model, by project, by account or by key', async () => {
  const keys = [
    { key: 'a1', project: 'a', account: 'x' },
    { key: 'a2', project: 'a', account: 'x' },
    { key: 'b1', project: 'b', account: 'x' },
  ];
  const used = async (scope: 'project+model' | 'project' | 'account' | 'key') => {
    await start({ keys, quotas: [{ provider: 'openai', scope, window: 'minute', limit: 1 }] });
    const calls = [
      { key: 'a1', model: 'm' },
      { key: 'a1', model: 'n' },
      { key: 'a2', model: 'm' },
      { key: 'b1', model: 'm' },
    ];
    const all: number[] = [];
    for (const call of calls) all.push(...(await statuses(openaiChat, 1, { simulator, text: 'One two.', ...call })));
    await simulator.close();
    return all;
  };
  expect(await used('project+model')).toEqual([200, 200, 429, 200]);
  expect(await used('project')).toEqual([200, 429, 429, 200]);
  expect(await used('account')).toEqual([200, 429, 429, 429]);
  expect(await used('key')).toEqual([200, 429, 200, 200]);
});

it("shares Ollama's quotas by account and Gemini's by project and model, unless told otherwise", async () => {
  await start({ quotas: [{ window: 'hour', limit: 1 }] });
  expect(await statuses(ollamaChat, 1, { simulator, text: 'One two.', model: 'a', key: 'k' })).toEqual([200]);
  expect(await statuses(ollamaChat, 1, { simulator, text: 'One two.', model: 'b', key: 'k' })).toEqual([429]);
  expect(await statuses(genaiChat, 1, { simulator, text: 'One two.', model: 'a', key: 'k' })).toEqual([200]);
  expect(await statuses(genaiChat, 1, { simulator, text: 'One two.', model: 'b', key: 'k' })).toEqual([200]);
});

it('narrows a quota down to a model, a key or a project', async () => {
  await start({
    keys: [{ key: 'secret-a', label: 'a', project: 'p' }, { key: 'secret-b' }],
    quotas: [
      { provider: 'openai', model: 'small', window: 'minute', limit: 0 },
      { provider: 'openai', key: 'a', model: 'by-label', window: 'minute', limit: 0 },
      { provider: 'openai', key: 'secret-a', model: 'by-secret', window: 'minute', limit: 0 },
      { provider: 'openai', project: 'p', model: 'by-project', window: 'minute', limit: 0 },
    ],
  });
  for (const model of ['by-label', 'by-secret', 'by-project']) {
    expect(await statuses(openaiChat, 1, { simulator, text: 'One two.', key: 'secret-a', model })).toEqual([429]);
    expect(await statuses(openaiChat, 1, { simulator, text: 'One two.', key: 'secret-b', model })).toEqual([200]);
  }
  expect(await statuses(openaiChat, 1, { simulator, text: 'One two.', key: 'secret-b', model: 'small' })).toEqual([
    429,
  ]);
});

it('bounds what is under way at once, and frees the place of an answer and of an abort', async () => {
  await start({ quotas: [{ provider: 'ollama', metric: 'concurrency', limit: 2 }], latencyMs: 1_000 });
  const controller = new AbortController();
  const { signal } = controller;
  const calls = [
    ollamaChat({ simulator, text: 'a' }),
    ollamaChat({ simulator, text: 'b', signal }).catch(() => 'aborted'),
  ];
  await clock.advance(0);
  await expect(ollamaChat({ simulator, text: 'c' })).rejects.toThrow('too many concurrent requests');
  controller.abort();
  await calls[1];
  await clock.advance(0);
  const after = ollamaChat({ simulator, text: 'd' });
  await clock.advance(1_000);
  await expect(Promise.all([calls[0], after])).resolves.toHaveLength(2);
  expect(simulator.requests.map((request) => request.outcome)).toEqual(['answered', 'aborted', 'refused', 'answered']);
});

it('counts tokens of the prompt, for Gemini those alone', async () => {
  await start({ quotas: [{ provider: 'gemini', window: 'minute', metric: 'tokens', limit: 10 }] });
  expect(await statuses(genaiChat, 3, { simulator, text: 'x'.repeat(20) })).toEqual([200, 200, 429]);
});
