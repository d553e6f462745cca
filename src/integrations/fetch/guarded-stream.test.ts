import { describe, expect, it } from 'vitest';
import { manualClock } from '../../testing/manual-clock.js';
import { resilientFetch } from './resilient-fetch.js';
import { collectGarbageUntil } from '../../../test/support/collect-garbage.js';

const CHAT = 'https://api.openai.com/v1/chat/completions';
const PIECE = new TextEncoder().encode(`data: ${JSON.stringify({ choices: [{ delta: { content: 'And so ' } }] })}\n\n`);

/** A fetch with one place, over a server whose streams go on for ever. */
function setup() {
  const clock = manualClock();
  const cancelled: number[] = [];
  let sent = 0;
  const fetch = resilientFetch({
    clock,
    concurrency: 1,
    fetch: async () => {
      sent += 1;
      const index = sent;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          controller.enqueue(PIECE);
        },
        cancel: () => void cancelled.push(index),
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    },
  });
  const post = (): Promise<Response> => fetch(CHAT, { method: 'POST', body: '{"model":"gpt-x","stream":true}' });
  return { fetch, post, clock, cancelled, sent: () => sent };
}

describe('a streamed answer', () => {
  it('that nobody takes further for a while gives its place to others, and can be taken further', async () => {
    const { fetch, post, clock, cancelled, sent } = setup();
    const reader = (await post()).body?.getReader();
    await reader?.read();
    await clock.advance(9_000);
    await reader?.read();
    void post();
    await clock.advance(9_999);
    expect(sent()).toBe(1);
    await clock.advance(1);
    expect([sent(), cancelled]).toEqual([2, []]);
    expect((await reader?.read())?.value).toEqual(PIECE);
    await fetch.close();
  });

  it('keeps its place while it is read', async () => {
    const { fetch, post, clock, sent } = setup();
    const reader = (await post()).body?.getReader();
    const waiting = post().catch(() => undefined);
    for (let index = 0; index < 20; index += 1) {
      await reader?.read();
      await clock.advance(2_000);
    }
    expect(sent()).toBe(1);
    await fetch.close();
    await waiting;
  });

  it('that was dropped ends its call and its request', async () => {
    const { fetch, post, clock, cancelled } = setup();
    await (async () => {
      await (await post()).body?.getReader().read();
    })();
    await clock.advance(10_000);
    await collectGarbageUntil(() => cancelled.length > 0);
    expect(cancelled).toEqual([1]);
    await clock.advance(0);
    expect(fetch.client.limits()[0]?.concurrency.underWay).toBe(0);
    await fetch.close();
  });
});
