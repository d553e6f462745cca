import { resilientFetch } from '../src/integrations/fetch/index.js';

/** Run by `npx tsx bench/fetch.ts`: what a resilient fetch adds to a healthy call, over a fetch that costs nothing. */
const ADDRESS = 'https://api.openai.com/v1/chat/completions';
const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  choices: [
    {
      index: 0,
      message: { role: 'assistant', content: 'Die Lampe erlosch, und niemand sprach. '.repeat(10) },
      finish_reason: 'stop',
    },
  ],
  usage: { prompt_tokens: 60, completion_tokens: 90, total_tokens: 150 },
});
const PIECES = [
  ...Array.from({ length: 20 }, () => 'data: {"choices":[{"delta":{"content":"And so the story went on. "}}]}\n\n'),
  'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n',
  'data: [DONE]\n\n',
].map((text) => new TextEncoder().encode(text));

const bare = async (_input: unknown, init?: RequestInit): Promise<Response> => {
  if ((init?.body as string).includes('"stream":false')) {
    return new Response(ANSWER, { headers: { 'content-type': 'application/json' } });
  }
  const left = [...PIECES];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = left.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(piece);
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
};
const resilient = resilientFetch({ fetch: bare });

const content = 'The lamp went out, and nobody spoke. '.repeat(10);
const request = (stream: boolean): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench-0000000000' },
  body: JSON.stringify({ model: 'gpt-x', stream, messages: [{ role: 'user', content }] }),
});

type Fetch = typeof bare;
const whole = async (fetch: Fetch): Promise<unknown> => (await fetch(ADDRESS, request(false))).json();
const streamed = async (fetch: Fetch): Promise<unknown> => (await fetch(ADDRESS, request(true))).text();

/** Microseconds of processor time of one call: the least of several rounds, since whatever else runs here only adds to it. */
async function cost(call: (fetch: Fetch) => Promise<unknown>, fetch: Fetch): Promise<number> {
  const CALLS = 3_000;
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round += 1) {
    const started = process.cpuUsage();
    for (let index = 0; index < CALLS; index += 1) await call(fetch);
    const { user, system } = process.cpuUsage(started);
    least = Math.min(least, (user + system) / CALLS);
  }
  return least;
}

for (const [name, call] of [
  ['a whole answer', whole],
  ['a streamed answer of 22 pieces', streamed],
] as const) {
  const [without, with_] = [await cost(call, bare), await cost(call, resilient as Fetch)];
  console.log(
    `${name}: ${without.toFixed(1)} us without, ${with_.toFixed(1)} us with, adds ${(with_ - without).toFixed(1)} us`,
  );
}
await resilient.close();
