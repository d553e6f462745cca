import { afterEach, describe, expect, it, vi } from 'vitest';
import { CHAT, good, refused, setup } from '../../../test/support/fetch-scenario.js';
import { createRetryController } from '../../client/retry-controller.js';
import { resilientFetch } from './resilient-fetch.js';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('what works against it', () => {
  it("is warned of once: an SDK's short timer, and its own retries", async () => {
    const warn = vi.fn();
    const logger = { debug: vi.fn(), info: vi.fn(), warn, error: vi.fn() };
    const { post } = setup([good], { logger });
    const headers = { 'x-stainless-timeout': '600', 'x-stainless-retry-count': '1' };
    await post({ headers });
    await post({ headers });
    const texts = warn.mock.calls.map(([text]) => String(text));
    expect(texts.length).toBe(2);
    expect(texts[0]).toContain('timeout: 2 ** 31 - 1');
    expect(texts[1]).toContain('maxRetries: 0');
  });

  it('is warned of when it strikes: the timer that no request tells of', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { post, clock } = setup([refused(429, { 'retry-after': '3600' })]);
    /** A call that ends from outside after a while. */
    const endedAfter = async (ms: number, headers: Record<string, string>): Promise<void> => {
      const sdk = new AbortController();
      const asking = post({ headers, signal: sdk.signal }).catch((error: unknown) => error);
      await clock.advance(ms);
      sdk.abort();
      expect(await asking).toBe(sdk.signal.reason);
    };
    await endedAfter(600_004, {});
    await endedAfter(7_000, { 'x-stainless-lang': 'js' });
    await endedAfter(123_456, { 'x-stainless-lang': 'js' });
    expect(warning).not.toHaveBeenCalled();
    await endedAfter(599_990, { 'x-stainless-lang': 'js' });
    expect(warning).toHaveBeenCalledTimes(1);
    await endedAfter(600_004, { 'x-stainless-lang': 'js' });
    expect(warning.mock.calls).toEqual([
      [expect.stringMatching(/after 600 s.*timeout: 2 \*\* 31 - 1/), expect.anything()],
    ]);
  });

  it("is warned of: a timer in another SDK's words", async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { post } = setup([good]);
    await post({ headers: { 'x-server-timeout': '30' } });
    expect(warning).toHaveBeenCalledTimes(1);
  });

  it('is not seen in a timer that is longer than any wait', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { post } = setup([good]);
    await post({
      headers: { 'x-stainless-timeout': String(Math.trunc((2 ** 31 - 1) / 1_000)), 'x-stainless-retry-count': '0' },
    });
    expect(warning).not.toHaveBeenCalled();
  });

  it('is a second layer: the inner one does the work, the outer one passes and says so', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const { fetch: inner, clock, requests } = setup([refused(500)]);
    const outer = resilientFetch({ fetch: inner, clock });
    const asking = outer(CHAT, { method: 'POST', body: '{"model":"m"}' });
    await clock.advance(600_000);
    expect((await asking).status).toBe(500);
    expect(requests.length).toBe(5);
    expect(warning).toHaveBeenCalledTimes(1);
    await outer.close();
  });

  it('is a second layer with something in between', async () => {
    const { fetch: inner, clock, requests } = setup([refused(500)]);
    const outer = resilientFetch({ fetch: (...request) => inner(...request), clock });
    const asking = outer(CHAT, { method: 'POST', body: '{"model":"m"}' });
    await clock.advance(600_000);
    expect((await asking).headers.get('x-llm-resilience-kind')).toBe('server-error');
    expect(requests.length).toBe(5);
    await outer.close();
  });

  it('is a task around it: its failure ends the task, with no second round', async () => {
    const { fetch: inner, clock, requests } = setup([refused(500)]);
    const outer = createRetryController({ clock });
    const running = outer
      .run(async () => {
        const response = await inner(CHAT, { method: 'POST', body: '{"model":"m"}' });
        if (!response.ok) throw Object.assign(new Error('failed'), { status: response.status });
      })
      .catch((error: unknown) => error);
    await clock.advance(600_000);
    expect(await running).toMatchObject({ kind: 'server-error', reason: 'stop' });
    expect(requests.length).toBe(5);
    await outer.close();
  });

  it('is a wrong option', () => {
    expect(() => resilientFetch({ onFailure: 'shrug' as 'throw', keys: ['k'], maxAttemps: 2 } as never)).toThrow(
      /onFailure[^]*keys/,
    );
    expect(() => resilientFetch({ maxAttemps: 2 } as never)).toThrow(/maxAttemps/);
  });
});
