import { describe, expect, it } from 'vitest';
import { CHAT, delta, setup, STREAM, streamed } from '../../../test/support/fetch-scenario.js';
import { resilientFetch } from './resilient-fetch.js';

describe('a stream', () => {
  const textOf = async (response: Response): Promise<{ text: string; error?: unknown }> => {
    let text = '';
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += new TextDecoder().decode(chunk);
      }
    } catch (error) {
      return { text, error };
    }
    return { text };
  };

  it('that breaks before its first content begins again, unseen', async () => {
    const { post, clock, requests } = setup([
      streamed(delta('')),
      streamed('data: {"error":{"message":"overloaded"}}\n\n'),
      streamed(delta('Hi'), 'data: [DONE]\n\n'),
    ]);
    const asking = post({ body: STREAM });
    await clock.advance(60_000);
    expect(await textOf(await asking)).toEqual({ text: `${delta('Hi')}data: [DONE]\n\n` });
    expect(requests.length).toBe(3);
  });

  it('that is cut after its first content fails, so that nobody takes a half for the whole', async () => {
    const { post, requests } = setup([streamed(delta('Hi'), delta(' you'))]);
    const { text, error } = await textOf(await post({ body: STREAM }));
    expect(text).toBe(delta('Hi') + delta(' you'));
    expect(error).toMatchObject({ kind: 'invalid-response' });
    expect(requests.length).toBe(1);
  });

  it('that is held whole begins again wherever it was cut, unseen', async () => {
    const { post, clock, requests } = setup(
      [streamed(delta('Ha'), delta('lf')), streamed(delta('Whole'), 'data: [DONE]\n\n')],
      { streams: 'whole' },
    );
    const asking = post({ body: STREAM });
    await clock.advance(60_000);
    expect(await textOf(await asking)).toEqual({ text: `${delta('Whole')}data: [DONE]\n\n` });
    expect(requests.length).toBe(2);
  });

  it('that stalls fails when its idle time is over', async () => {
    const { post, clock } = setup([streamed(delta('Hi'), 'hang')]);
    const reading = textOf(await post({ body: STREAM }));
    await clock.advance(120_000);
    expect(await reading).toMatchObject({ text: delta('Hi'), error: { kind: 'timeout' } });
  });

  it('that nobody reads for a while does not stall', async () => {
    const { fetch, post, clock } = setup([streamed(delta('Hi'), delta(' you'), 'data: [DONE]\n\n')]);
    const failures: string[] = [];
    fetch.on('call-failure', ({ kind }) => failures.push(kind));
    const response = await post({ body: STREAM });
    await clock.advance(600_000);
    expect((await textOf(response)).error).toBeUndefined();
    expect(failures).toEqual([]);
  });

  it('ends with the reason of the signal where that aborts', async () => {
    const { post } = setup([streamed(delta('Hi'), 'hang')]);
    const stop = new AbortController();
    const reading = textOf(await post({ body: STREAM, signal: stop.signal }));
    await Promise.resolve();
    stop.abort(new Error('enough'));
    expect((await reading).error).toMatchObject({ message: 'enough' });
  });

  it('that its reader leaves ends the call', async () => {
    const { fetch, post } = setup([streamed(delta('Hi'), 'hang')]);
    const ends: string[] = [];
    fetch.on('call-failure', ({ kind }) => ends.push(kind));
    fetch.on('call-success', () => ends.push('success'));
    const response = await post({ body: STREAM });
    await response.body?.cancel();
    expect(ends).toEqual(['cancelled']);
  });

  it('can be left where its connection fails of that, as undici does it', async () => {
    const ends: string[] = [];
    const fetch = resilientFetch({
      fetch: async (_input, init) => {
        const body = new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new TextEncoder().encode(delta('Half')));
            init?.signal?.addEventListener('abort', () => {
              controller.error(init.signal?.reason);
            });
          },
        });
        return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
      },
    });
    fetch.on('call-failure', ({ kind }) => ends.push(kind));
    const response = await fetch(CHAT, { method: 'POST', body: STREAM });
    await expect(response.body?.cancel()).resolves.toBeUndefined();
    expect(ends).toEqual(['cancelled']);
    await fetch.close();
  });

  it('whose reader stops at the last event is an answer', async () => {
    const { fetch, post } = setup([streamed(`${delta('Hi')}data: [DONE]\n\n`, 'hang')]);
    const ends: string[] = [];
    fetch.on('call-failure', ({ kind }) => ends.push(kind));
    fetch.on('call-success', () => ends.push('success'));
    const response = await post({ body: STREAM });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel();
    await Promise.resolve();
    expect(ends).toEqual(['success']);
  });
});
