import assert from 'node:assert/strict';
import type { ProviderModelPage } from '../../core/model-info.js';
import type { Provider } from '../../core/provider.js';
import { attemptFailure, openAttempt, rejection, type CountedAttempt } from './attempts.js';
import type { ProviderContractSpec } from './contract-spec.js';
import { contractTest, send, type ContractTest } from './contract-tests.js';

const NAMES = ['contract-model', 'vendor/other:4b'];

function list(provider: Provider, attempt: CountedAttempt): Promise<ProviderModelPage> {
  assert.ok(provider.listModels !== undefined, 'a provider whose spec has `models` has listModels()');
  return provider.listModels(undefined, attempt);
}

/** What lists of models become, where the provider has them. */
export function modelTests(spec: ProviderContractSpec): readonly ContractTest[] {
  const { models } = spec;
  if (models === undefined) return [];
  return [
    contractTest('lists models under the names that requests take, from exactly one request', spec, async (setup) => {
      const { server, provider } = setup;
      server.answer(send(models.answer(NAMES)));
      const attempt = openAttempt();
      const page = await list(provider, attempt);
      assert.deepEqual(
        page.models.map(({ model }) => model),
        NAMES,
      );
      assert.ok(page.models.every(({ raw }) => typeof raw === 'object' && raw !== null));
      assert.equal(page.nextPage, undefined);
      assert.equal(server.requests.length, 1);
      assert.equal(server.requests[0]?.headers['x-contract'], 'yes', 'headers of the options are sent');
    }),

    contractTest('takes an empty list for a list', spec, async ({ server, provider }) => {
      server.answer(send(models.answer([])));
      assert.deepEqual((await list(provider, openAttempt())).models, []);
    }),

    contractTest('fails for a list that is refused, or is none', spec, async ({ server, provider }) => {
      server.answer(send(spec.refusal('No list for you')));
      await attemptFailure(list(provider, openAttempt()));
      for (const body of ['null', '"text"', '<html>', '']) {
        server.answer(send({ headers: { 'content-type': 'application/json' }, pieces: [body] }));
        await attemptFailure(list(provider, openAttempt()));
      }
    }),

    contractTest('ends a list with the reason of an abort', spec, async ({ server, provider }) => {
      server.answer(() => undefined);
      const attempt = openAttempt();
      const outcome = rejection(list(provider, attempt));
      await server.nextRequest();
      const reason = { why: 'a reason that is no error' };
      attempt.abort(reason);
      assert.equal(await outcome, reason);
    }),
  ];
}
