import { describe, expect, it } from 'vitest';
import { CHAT, GEMINI, good, goodGemini, refused, setup } from '../../../test/support/fetch-scenario.js';
import { createClient } from '../../client/create-client.js';
import { isLlmError, type LlmError } from '../../core/error.js';
import { openai } from '../../providers/openai/index.js';
import { manualClock } from '../../testing/manual-clock.js';
import { resilientFetch } from './resilient-fetch.js';

describe('the keys', () => {
  const keys = ['first-key-of-two', 'second-key-of-two'];

  it.each([
    ['authorization', 'Bearer sdk-key', CHAT, 'Bearer '],
    ['api-key', 'sdk-key', CHAT, ''],
    ['x-goog-api-key', 'sdk-key', GEMINI, ''],
  ])('are changed where they stand: in %s', async (...[name, value, url, prefix]) => {
    const answer = url === GEMINI ? goodGemini : good;
    const { post, requests } = setup([refused(429, { 'retry-after': '60' }), answer], { provider: 'any', keys });
    await post({ url, headers: { [name]: value } });
    expect(requests.map((request) => request.headers.get(name))).toEqual(keys.map((key) => `${prefix}${key}`));
  });

  it('are changed in the address, too', async () => {
    const { post, requests } = setup([refused(401), goodGemini], { keys: { gemini: keys } });
    const body = JSON.stringify({ contents: [] });
    expect((await post({ url: `${GEMINI}?key=sdk-key`, headers: {}, body })).status).toBe(200);
    expect(requests.map((request) => new URL(request.url).searchParams.get('key'))).toEqual(keys);
  });

  it('of one provider go to no other', async () => {
    const { post, requests } = setup([good], { keys: { gemini: keys } });
    await post();
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer sk-own-key-of-the-sdk');
  });

  it('are those of a client that has the provider', async () => {
    const client = createClient({ providers: [openai({ apiKeys: keys })], clock: manualClock() });
    const seen: (string | null)[] = [];
    const fetch = resilientFetch(client, {
      fetch: async (_input, init) => {
        seen.push(new Headers(init?.headers).get('authorization'));
        return seen.length === 1 ? refused(429, { 'retry-after': '60' })() : good();
      },
    });
    await fetch(CHAT, { method: 'POST', headers: { authorization: 'Bearer sdk' }, body: '{"model":"m"}' });
    expect(seen).toEqual(keys.map((key) => `Bearer ${key}`));
    expect(client.keys().map(({ state }) => state)).toEqual(['limited', 'open']);
    await fetch.close();
    await client.close();
  });

  it('never show in what is thrown', async () => {
    const { post, clock } = setup([refused(400, {}, 'bad key sk-own-key-of-the-sdk')], { onFailure: 'throw' });
    const failed = post().catch((error: unknown) => error as LlmError);
    await clock.advance(0);
    const error = await failed;
    expect(isLlmError(error)).toBe(true);
    expect(JSON.stringify(error) + String((error as LlmError).stack)).not.toContain('sk-own-key');
  });
});
