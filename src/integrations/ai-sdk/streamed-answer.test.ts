import { describe, expect, it } from 'vitest';
import { createRetryController } from '../../client/retry-controller.js';
import { manualClock } from '../../testing/manual-clock.js';
import { languageModelMiddleware } from './middleware.js';
import { collectGarbageUntil } from '../../../test/support/collect-garbage.js';

const PIECE = { type: 'text-delta', id: '1', delta: 'And so ' };
const FINISH = { type: 'finish', finishReason: 'stop', usage: {} };

/** A controller with one place, over a model whose streams have so many pieces. */
function setup({ pieces = Number.POSITIVE_INFINITY }: { readonly pieces?: number } = {}) {
  const clock = manualClock();
  const client = createRetryController({ clock, concurrency: 1 });
  const middleware = languageModelMiddleware(client);
  const cancelled: number[] = [];
  let sent = 0;
  const model = {
    provider: 'openai.chat',
    modelId: 'gpt-x',
    doStream: async () => {
      sent += 1;
      const index = sent;
      let left = pieces;
      const stream = new ReadableStream<unknown>({
        pull: (controller) => {
          left -= 1;
          controller.enqueue(left >= 0 ? PIECE : FINISH);
          if (left < 0) controller.close();
        },
        cancel: () => void cancelled.push(index),
      });
      return { stream };
    },
  };
  const ask = () => middleware.wrapStream<{ stream: ReadableStream<unknown> }>({ model, params: {} });
  const underWay = () => client.limits()[0]?.concurrency.underWay;
  return { client, clock, ask, cancelled, underWay, sent: () => sent };
}

describe('a streamed answer', () => {
  it('that nobody takes further for a while gives its place to others, and can be taken further', async () => {
    const { client, clock, ask, cancelled, sent } = setup();
    const reader = (await ask()).stream.getReader();
    await reader.read();
    await clock.advance(9_000);
    await reader.read();
    const waiting = ask();
    await clock.advance(9_999);
    expect(sent()).toBe(1);
    await clock.advance(1);
    await waiting;
    expect([sent(), cancelled]).toEqual([2, []]);
    expect((await reader.read()).value).toEqual(PIECE);
    await client.close();
  });

  it('keeps its place while it is read, and gives it back at its end', async () => {
    const { client, clock, ask, underWay, sent } = setup({ pieces: 20 });
    const reader = (await ask()).stream.getReader();
    const waiting = ask();
    for (let index = 0; index < 20; index += 1) {
      await reader.read();
      await clock.advance(2_000);
    }
    expect(sent()).toBe(1);
    expect((await reader.read()).value).toEqual(FINISH);
    await clock.advance(0);
    await (await waiting).stream.cancel();
    await clock.advance(0);
    expect([sent(), underWay()]).toEqual([2, 0]);
    await client.close();
  });

  it('that was dropped ends its call and its request', async () => {
    const { client, clock, ask, cancelled, underWay } = setup();
    await (async () => {
      await (await ask()).stream.getReader().read();
    })();
    await clock.advance(10_000);
    await collectGarbageUntil(() => cancelled.length > 0);
    expect(cancelled).toEqual([1]);
    await clock.advance(0);
    expect(underWay()).toBe(0);
    await client.close();
  });
});
