import { describe, expect, it } from 'vitest';
import { genaiChat, generativeAiChat, ollamaChat, openaiChat } from './sdk-calls.fixture.js';
import { chat, request, simulator, start, thrown } from './simulator.fixture.js';

describe('keys', () => {
  const keys = [
    { key: 'sk-good-key-that-is-long', label: 'good' },
    { key: 'sk-suspended-and-long', label: 'suspended', state: 'suspended' },
    { key: 'sk-empty-wallet-and-long', label: 'empty', state: 'no-credit' },
  ] as const;

  it('pass where they are good', async () => {
    await start({ keys });
    const key = 'sk-good-key-that-is-long';
    for (const sdk of [ollamaChat, openaiChat, genaiChat, generativeAiChat]) await sdk({ simulator, text: 'a', key });
    expect(simulator.requests.map((entry) => [entry.status, entry.keyId])).toEqual(Array(4).fill([200, 'good']));
  });

  it.each([
    { title: 'an unknown key', key: 'sk-unknown-1234567890', status: 401, body: /^unauthorized\n$/ },
    { title: 'a suspended key', key: 'sk-suspended-and-long', status: 401, body: /^unauthorized\n$/ },
    { title: 'no credit', key: 'sk-empty-wallet-and-long', status: 402, body: /balance is empty, add extra usage/ },
  ])('are refused by Ollama: $title', async ({ key, status, body }) => {
    await start({ keys });
    const reply = await request('/api/chat', chat(), { authorization: `Bearer ${key}` });
    expect(reply).toEqual([status, expect.stringMatching(body)]);
    expect(simulator.requests[0]?.refusedBy).toBe('key');
  });

  it('are refused by OpenAI, quoted in parts only', async () => {
    await start({ keys });
    const unknown = await thrown(openaiChat({ simulator, text: 'a', key: 'sk-unknown-1234567890' }));
    expect(unknown).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' });
    expect(unknown.message).toContain('Incorrect API key provided: sk-unkno*********7890.');
    const suspended = await thrown(openaiChat({ simulator, text: 'a', key: 'sk-suspended-and-long' }));
    expect(suspended).toMatchObject({ status: 401, code: 'account_deactivated' });
    const empty = await thrown(openaiChat({ simulator, text: 'a', key: 'sk-empty-wallet-and-long' }));
    expect(empty).toMatchObject({ status: 429, code: 'insufficient_quota', type: 'insufficient_quota' });
    expect((await request('/v1/chat/completions', chat()))[1]).toContain("You didn't provide an API key.");
  });

  it('are refused by Gemini, the suspended one quoted whole', async () => {
    await start({ keys });
    const unknown = await thrown(genaiChat({ simulator, text: 'a', key: 'AIza-unknown' }));
    expect(unknown).toMatchObject({ status: 400, name: 'ApiError' });
    expect(JSON.parse(unknown.message).error.details[0].reason).toBe('API_KEY_INVALID');
    const suspended = await thrown(genaiChat({ simulator, text: 'a', key: 'sk-suspended-and-long' }));
    expect(JSON.parse(suspended.message).error).toMatchObject({
      code: 403,
      message: "Permission denied: Consumer 'api_key:sk-suspended-and-long' has been suspended.",
      details: [{ reason: 'CONSUMER_SUSPENDED' }, {}],
    });
    const empty = await thrown(generativeAiChat({ simulator, text: 'a', key: 'sk-empty-wallet-and-long' }));
    expect(empty).toMatchObject({
      status: 402,
      message: expect.stringContaining('Your prepayment credits are depleted.'),
    });
    const [status] = await request('/v1beta/models/m:generateContent', { contents: [{ parts: [{ text: 'a' }] }] });
    expect(status).toBe(403);
  });

  it('are good for the provider they are for alone', async () => {
    await start({ keys: [{ key: 'k', provider: 'openai' }] });
    await openaiChat({ simulator, text: 'a', key: 'k' });
    await genaiChat({ simulator, text: 'a', key: 'k' });
    expect((await thrown(openaiChat({ simulator, text: 'a', key: 'other' }))).status).toBe(401);
    expect(simulator.requests.map((entry) => entry.keyId)).toEqual(['key-1', 'key-1', 'key-2']);
  });

  it('change while the simulator runs', async () => {
    await start({ keys });
    simulator.setKeyState('good', 'invalid');
    expect((await thrown(openaiChat({ simulator, text: 'a', key: keys[0].key }))).status).toBe(401);
    simulator.setKeyState('good', 'active');
    await expect(openaiChat({ simulator, text: 'a', key: keys[0].key })).resolves.toBeDefined();
    expect(() => simulator.setKeyState('nobody', 'active')).toThrow(
      'one of `good`, `suspended`, `empty`, got `nobody`',
    );
  });
});
