import { describe, expect, it } from 'vitest';
import { refused, setup } from '../../../test/support/fetch-scenario.js';
import { findLlmError } from '../../core/find-llm-error.js';

describe('the end of a call that failed', () => {
  it("is the provider's own last response, which says not to ask again and no time", async () => {
    const { post, clock } = setup([refused(401, { 'retry-after': '5', 'x-request-id': 'r1' }, 'who are you')]);
    const asking = post();
    await clock.advance(0);
    const response = await asking;
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ error: { message: 'who are you' } });
    const seen = ['x-should-retry', 'x-request-id', 'x-llm-resilience-kind', 'retry-after'];
    expect(seen.map((name) => response.headers.get(name))).toEqual(['false', 'r1', 'authentication', null]);
    expect(findLlmError({ headers: response.headers })).toMatchObject({ kind: 'authentication' });
    expect(findLlmError(new Error('x', { cause: { headers: response.headers } }))).toBeDefined();
    expect(findLlmError(new Error('x'))).toBeUndefined();
  });

  it('is a response that says what happened, where there is none', async () => {
    const { post, clock, requests } = setup([() => Promise.reject(new TypeError('fetch failed'))]);
    const asking = post();
    await clock.advance(600_000);
    const response = await asking;
    expect([response.status, requests.length]).toEqual([502, 5]);
    expect(await response.json()).toMatchObject({ error: { type: 'network', code: 'attempts-used' } });
    expect(response.headers.get('x-should-retry')).toBe('false');
  });

  it("has the form of the provider's errors", async () => {
    const { post, clock } = setup([() => Promise.reject(new TypeError('fetch failed'))]);
    const asking = post({ url: 'https://ollama.com/api/chat' });
    await clock.advance(600_000);
    expect(await (await asking).json()).toEqual({ error: expect.stringContaining('ollama/gpt-x') });
  });

  it('is an LlmError where that is asked for', async () => {
    const { post, clock } = setup([refused(404, {}, 'The model `gpt-x` does not exist')], { onFailure: 'throw' });
    const failed = post().catch((error: unknown) => error);
    await clock.advance(0);
    expect(await failed).toMatchObject({
      name: 'LlmError',
      kind: 'model-not-found',
      provider: 'openai',
      model: 'gpt-x',
    });
  });
});
