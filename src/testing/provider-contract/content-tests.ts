import assert from 'node:assert/strict';
import type { Provider, ProviderReply } from '../../core/provider.js';
import { collect, CONTENT_REQUEST, CONTRACT_IMAGE, openAttempt, SHORT_REQUEST, WAYS, type Way } from './attempts.js';
import type { ProviderContractSpec, WireText } from './contract-spec.js';
import { contractTest, send, type ContractTest } from './contract-tests.js';

const TEXT: WireText = { texts: ['{"who":', '"Anna"}'], finishReason: 'stop' };
const CALLS = [
  { name: 'look', arguments: { name: 'Anna', of: ['a', 'b'] } },
  { name: 'look', arguments: { name: 'Ben' } },
];
const BOTH: readonly Way[] = ['chat', 'stream'];

/** A reply, or the same of a stream. */
type Told = Pick<ProviderReply, 'text' | 'toolCalls' | 'reasoning' | 'finishReason'>;

/** What is more than text: images, schemas, tools, seeds and thoughts, asked for and answered. */
export function contentTests(spec: ProviderContractSpec): readonly ContractTest[] {
  const { content } = spec;
  if (content === undefined) return [];
  return BOTH.flatMap((way) => [
    contractTest(`sends images, a schema, tools, a seed and an effort, by ${way}`, spec, async (setup) => {
      const { server, provider } = setup;
      assert.deepEqual(provider.problemsOf?.(CONTENT_REQUEST) ?? [], []);
      server.answer(send(way === 'stream' || provider.streamsChat ? spec.streamed(TEXT) : spec.answer(TEXT)));
      await WAYS[way](provider, CONTENT_REQUEST, openAttempt());
      const [request] = server.requests;
      assert.ok(request !== undefined);
      const sent = content.read(request);
      assert.deepEqual(sent.images, [CONTRACT_IMAGE]);
      const { type, properties } = sent.schema as { type?: unknown; properties?: { who?: { type?: unknown } } };
      assert.deepEqual([type, properties?.who?.type], ['object', 'string']);
      const [tool, ...others] = sent.tools;
      assert.deepEqual([tool?.name, tool?.description, others], ['look', 'Looks somebody up.', []]);
      assert.deepEqual((tool?.parameters as { required?: unknown }).required, ['name']);
      const calls = sent.toolCalls.map(({ name, arguments: args }) => [name, args]);
      assert.deepEqual(calls, [['look', { name: 'Anna' }]]);
      assert.deepEqual(sent.toolResults, ['the sister']);
      assert.equal(sent.seed, 11);
      assert.deepEqual(sent.reasoning, content.lowEffort);
    }),

    contractTest(`maps calls of tools, each with an id of its own, by ${way}`, spec, async ({ server, provider }) => {
      const text: WireText = { texts: ['Well. '], finishReason: 'tool-calls', toolCalls: CALLS };
      server.answer(send(way === 'stream' || provider.streamsChat ? spec.streamed(text) : spec.answer(text)));
      const attempt = openAttempt();
      const told = await ask(provider, { way, attempt });
      assert.equal(told.text, 'Well. ');
      assert.equal(told.finishReason, 'tool-calls');
      const calls = (told.toolCalls ?? []).map(({ name, arguments: args }) => ({ name, arguments: args }));
      assert.deepEqual(calls, CALLS);
      const ids = new Set((told.toolCalls ?? []).map(({ id }) => id));
      assert.ok(ids.size === CALLS.length && !ids.has(''), 'each call has an id of its own');
      assert.ok(attempt.progressed > 0, 'a call is progress');
    }),

    contractTest(`takes a call of a tool without text for an answer, by ${way}`, spec, async ({ server, provider }) => {
      const text: WireText = { texts: [], finishReason: 'tool-calls', toolCalls: CALLS };
      server.answer(send(way === 'stream' || provider.streamsChat ? spec.streamed(text) : spec.answer(text)));
      const told = await ask(provider, { way, attempt: openAttempt() });
      assert.deepEqual([told.text, told.toolCalls?.length], ['', CALLS.length]);
    }),

    contractTest(`keeps thoughts apart from the answer, by ${way}`, spec, async ({ server, provider }) => {
      const text: WireText = { texts: ['Yes', '.'], finishReason: 'stop', reasoning: 'Is it so?' };
      server.answer(send(way === 'stream' || provider.streamsChat ? spec.streamed(text) : spec.answer(text)));
      const attempt = openAttempt();
      const told = await ask(provider, { way, attempt });
      assert.deepEqual([told.text, told.reasoning, told.finishReason], ['Yes.', 'Is it so?', 'stop']);
      if (way === 'stream') assert.ok(attempt.progressed >= 3, 'a thought is progress');
    }),
  ]);
}

async function ask(
  provider: Provider,
  { way, attempt }: { readonly way: Way; readonly attempt: ReturnType<typeof openAttempt> },
): Promise<Told> {
  if (way === 'chat') return provider.chat(SHORT_REQUEST, attempt);
  const parts = await collect(provider.stream(SHORT_REQUEST, attempt));
  const end = parts.at(-1);
  assert.ok(end?.type === 'finish', 'the end comes last');
  return {
    text: parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join(''),
    reasoning: parts.map((part) => (part.type === 'reasoning-delta' ? part.text : '')).join(''),
    toolCalls: parts.flatMap((part) => (part.type === 'tool-call' ? [part.toolCall] : [])),
    finishReason: end.finishReason,
  };
}
