import assert from 'node:assert/strict';
import type { ProviderEmbedReply } from '../../core/embed.js';
import type { Provider } from '../../core/provider.js';
import { attemptFailure, openAttempt, rejection, shown, type CountedAttempt } from './attempts.js';
import type { ProviderContractSpec } from './contract-spec.js';
import { contractTest, send, type ContractTest } from './contract-tests.js';

const TEXTS = ['Eins', 'zwei “ü” 你好'];
const VECTORS = [
  [0.25, -1, 0],
  [1, 2, 3.5],
];

function embed(provider: Provider, attempt: CountedAttempt): Promise<ProviderEmbedReply> {
  assert.ok(provider.embed !== undefined, 'a provider whose spec has `embeddings` has embed()');
  return provider.embed({ model: 'contract-model', input: TEXTS, dimensions: 3 }, attempt);
}

/** What vectors become, where the provider has them. */
export function embedTests(spec: ProviderContractSpec): readonly ContractTest[] {
  const { embeddings } = spec;
  if (embeddings === undefined) return [];
  return [
    contractTest('maps vectors in the order of the texts, from exactly one request', spec, async (setup) => {
      const { server, provider } = setup;
      server.answer(send(embeddings.answer(VECTORS)));
      const attempt = openAttempt();
      const reply = await embed(provider, attempt);
      assert.deepEqual(reply.embeddings, VECTORS);
      assert.ok(typeof reply.raw === 'object' && reply.raw !== null);
      assert.ok(attempt.progressed > 0, 'a good answer is progress');
      assert.equal(server.requests.length, 1);
    }),

    contractTest('sends all that a request for vectors says', spec, async ({ server, provider }) => {
      server.answer(send(embeddings.answer(VECTORS)));
      const attempt = openAttempt();
      await embed(provider, attempt);
      const [request] = server.requests;
      assert.ok(request !== undefined);
      assert.equal(request.headers['x-contract'], 'yes', 'headers of the options are sent');
      const sent = embeddings.read(request);
      assert.equal(sent.key, attempt.key);
      assert.equal(sent.model, 'contract-model');
      assert.deepEqual(sent.texts, TEXTS);
      assert.equal(sent.dimensions, 3);
    }),

    contractTest('fails for vectors that are refused, and shows no key', spec, async ({ server, provider }) => {
      server.answer(send(spec.refusal('Quota exceeded for vectors')));
      const failure = await attemptFailure(embed(provider, openAttempt()));
      assert.ok(shown(failure).includes('Quota exceeded for vectors'), 'the words of the provider are kept');
      assert.ok(!shown(failure).includes(openAttempt().key ?? ''));
    }),

    contractTest('fails for an answer that holds no vectors at all', spec, async ({ server, provider }) => {
      for (const body of ['{}', 'null', '"text"', '<html>', '']) {
        server.answer(send({ headers: { 'content-type': 'application/json' }, pieces: [body] }));
        await attemptFailure(embed(provider, openAttempt()));
      }
    }),

    contractTest('ends a request for vectors with the reason of an abort', spec, async ({ server, provider }) => {
      server.answer(() => undefined);
      const attempt = openAttempt();
      const outcome = rejection(embed(provider, attempt));
      await server.nextRequest();
      const reason = { why: 'a reason that is no error' };
      attempt.abort(reason);
      assert.equal(await outcome, reason);
      assert.equal(server.requests.length, 1);
    }),
  ];
}
