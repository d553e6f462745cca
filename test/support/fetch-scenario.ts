import { resilientFetch, type ResilientFetchInit } from '../../src/integrations/fetch/resilient-fetch.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { seededRandom } from '../../src/testing/seeded-random.js';

export const CHAT = 'https://api.openai.com/v1/chat/completions';
export const GEMINI = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-x:generateContent';
export const ANSWER = JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
export const JSON_TYPE = { 'content-type': 'application/json' };

export type Step = () => Response | Promise<Response>;

export const good: Step = () => new Response(ANSWER, { headers: JSON_TYPE });
export const goodGemini: Step = () =>
  Response.json({ candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] });
export const refused =
  (status: number, headers: Record<string, string> = {}, message = 'no'): Step =>
  () =>
    new Response(JSON.stringify({ error: { message } }), { status, headers: { ...JSON_TYPE, ...headers } });
export const delta = (content: string): string => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

/** A streamed answer in pieces; `'hang'` never goes on. */
export const streamed =
  (...pieces: readonly string[]): Step =>
  () => {
    const left = [...pieces];
    const body = new ReadableStream<Uint8Array>(
      {
        pull(controller) {
          const piece = left.shift();
          if (piece === 'hang') return new Promise(() => undefined);
          if (piece === undefined) controller.close();
          else controller.enqueue(new TextEncoder().encode(piece));
          return undefined;
        },
      },
      { highWaterMark: 0 },
    );
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };

/** A fetch over steps, and what it was asked for. */
export function setup(steps: readonly Step[], options: ResilientFetchInit = {}) {
  const requests: Request[] = [];
  let index = 0;
  const clock = manualClock();
  const fetch = resilientFetch({
    clock,
    random: seededRandom(1),
    fetch: async (input, init) => {
      requests.push(new Request(input, init));
      init?.signal?.throwIfAborted();
      const step = steps[Math.min(index, steps.length - 1)];
      index += 1;
      return (step as Step)();
    },
    ...options,
  });
  const post = (extra: RequestInit & { url?: string } = {}): Promise<Response> =>
    fetch(extra.url ?? CHAT, {
      method: 'POST',
      headers: { ...JSON_TYPE, authorization: 'Bearer sk-own-key-of-the-sdk' },
      body: JSON.stringify({ model: 'gpt-x', messages: [] }),
      ...extra,
    });
  return { fetch, post, clock, requests };
}

export const STREAM = JSON.stringify({ model: 'gpt-x', stream: true });
