import assert from 'node:assert/strict';
import { openAttempt, rejection, SHORT_REQUEST, WAYS, type Way } from './attempts.js';
import type { ProviderContractSpec, WireText } from './contract-spec.js';
import { contractTest, send, sendFirst, type ContractTest } from './contract-tests.js';

const TEXT: WireText = { texts: ['Zwei', ' und ', 'drei'], finishReason: 'stop' };
const BOTH: readonly Way[] = ['chat', 'stream'];
/** An abort frees the socket at once; this is how long a busy machine may take to notice. */
const SOCKET_PATIENCE_MS = 2_000;

const hang = (): void => undefined;

/** How attempts end early: with the reason of the signal, and without a socket left. */
export function abortTests(spec: ProviderContractSpec): readonly ContractTest[] {
  // The `fetch` of Node.js 20 opens an idle connection in place of each that it gave up.
  const left = spec.transport === 'own' ? 'connections' : 'answers';
  const reason = { why: 'a reason that is no error' };
  return [
    ...BOTH.flatMap((way) => [
      contractTest(`sends nothing for an attempt that is aborted already, by ${way}`, spec, async (setup) => {
        const { server, provider } = setup;
        const attempt = openAttempt();
        attempt.abort(reason);
        assert.equal(await rejection(WAYS[way](provider, SHORT_REQUEST, attempt)), reason);
        assert.equal(server.requests.length, 0);
      }),

      contractTest(`ends with the reason of an abort before the headers, by ${way}`, spec, async (setup) => {
        const { server, provider } = setup;
        server.answer(hang);
        const attempt = openAttempt();
        const outcome = rejection(WAYS[way](provider, SHORT_REQUEST, attempt));
        await server.nextRequest();
        attempt.abort(reason);
        assert.equal(await outcome, reason);
        assert.ok(await server.closesAll(left, SOCKET_PATIENCE_MS), 'the socket is still open');
        assert.equal(attempt.progressed, 0);
        assert.equal(server.requests.length, 1);
      }),

      contractTest(`ends with the reason of an abort inside of the answer, by ${way}`, spec, async (setup) => {
        const { server, provider } = setup;
        const attempt = openAttempt();
        const streams = way === 'stream' || provider.streamsChat;
        server.answer(
          sendFirst(streams ? spec.streamed(TEXT) : spec.answer(TEXT), () => setImmediate(() => attempt.abort(reason))),
        );
        assert.equal(await rejection(WAYS[way](provider, SHORT_REQUEST, attempt)), reason);
        assert.ok(await server.closesAll(left, SOCKET_PATIENCE_MS), 'the socket is still open');
      }),

      contractTest(`ends with the reason of an abort inside of an error's body, by ${way}`, spec, async (setup) => {
        const { server, provider } = setup;
        const attempt = openAttempt();
        server.answer(sendFirst(spec.refusal('marker'), () => setImmediate(() => attempt.abort(reason))));
        assert.equal(await rejection(WAYS[way](provider, SHORT_REQUEST, attempt)), reason);
        assert.ok(await server.closesAll(left, SOCKET_PATIENCE_MS), 'the socket is still open');
      }),
    ]),

    contractTest('frees the socket of a stream that is left', spec, async ({ server, provider }) => {
      server.answer(sendFirst(spec.streamed(TEXT), hang));
      for await (const part of provider.stream(SHORT_REQUEST, openAttempt())) {
        assert.equal(part.type, 'text-delta');
        break;
      }
      assert.ok(await server.closesAll(left, SOCKET_PATIENCE_MS), 'the socket is still open');
    }),

    contractTest('sends its request at the first next() of a stream', spec, async ({ server, provider }) => {
      server.answer(send(spec.streamed(TEXT)));
      const parts = provider.stream(SHORT_REQUEST, openAttempt())[Symbol.asyncIterator]();
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(server.requests.length, 0);
      await parts.next();
      assert.equal(server.requests.length, 1);
      await parts.return?.(undefined);
    }),
  ];
}
