import assert from 'node:assert/strict';
import type { FinishReason } from '../../core/reply.js';
import { attemptFailure, collect, FULL_REQUEST, openAttempt, SHORT_REQUEST, WAYS, type Way } from './attempts.js';
import type { ProviderContractSpec, WireText } from './contract-spec.js';
import { contractTest, send, type ContractTest } from './contract-tests.js';

const TEXT: WireText = { texts: ['Zwei', ' und ', 'drei, “vier” ü 你好'], finishReason: 'stop' };
const WHOLE = TEXT.texts.join('');

/** An answer of which a filter withheld the rest is none; see the tests of failures. */
function isOfAnswer(finishReason: FinishReason): boolean {
  return finishReason !== 'content-filter';
}

/** What good answers become, and what is asked for them. */
export function answerTests(spec: ProviderContractSpec): readonly ContractTest[] {
  return [
    contractTest('maps a whole answer from exactly one request', spec, async ({ server, provider }) => {
      server.answer(send(provider.streamsChat ? spec.streamed(TEXT) : spec.answer(TEXT)));
      const attempt = openAttempt();
      const reply = await provider.chat(SHORT_REQUEST, attempt);
      assert.equal(reply.text, WHOLE);
      assert.equal(reply.finishReason, 'stop');
      assert.deepEqual({ ...reply.usage }, { ...reply.usage, ...spec.usage });
      assert.ok(typeof reply.raw === 'object' && reply.raw !== null);
      assert.ok(attempt.progressed > 0, 'a good answer is progress');
      assert.equal(server.requests.length, 1);
    }),

    contractTest('sends nothing when it prepares, once or again, and answers after it', spec, async (setup) => {
      const { server, provider } = setup;
      await provider.prepare?.();
      await provider.prepare?.();
      assert.equal(server.requests.length, 0);
      server.answer(send(provider.streamsChat ? spec.streamed(TEXT) : spec.answer(TEXT)));
      assert.equal((await provider.chat(SHORT_REQUEST, openAttempt())).text, WHOLE);
    }),

    contractTest('maps a stream, its end last, from exactly one request', spec, async ({ server, provider }) => {
      server.answer(send(spec.streamed(TEXT)));
      const attempt = openAttempt();
      const parts = await collect(provider.stream(SHORT_REQUEST, attempt));
      const texts = parts.map((part) => (part.type === 'text-delta' ? part.text : ''));
      assert.equal(texts.join(''), WHOLE);
      const end = parts.at(-1);
      assert.ok(end?.type === 'finish');
      assert.equal(parts.filter(({ type }) => type === 'finish').length, 1);
      assert.equal(end.finishReason, 'stop');
      assert.deepEqual({ ...end.usage }, { ...end.usage, ...spec.usage });
      assert.ok(attempt.progressed >= TEXT.texts.length, 'each piece is progress');
      assert.equal(server.requests.length, 1);
    }),

    contractTest('hands on each piece of a stream before the next one comes', spec, async ({ server, provider }) => {
      const { headers, pieces } = spec.streamed(TEXT);
      const resume: (() => void)[] = [];
      server.answer(async (response) => {
        response.writeHead(200, headers);
        for (const piece of pieces) {
          response.write(piece);
          await new Promise<void>((resolve) => resume.push(resolve));
        }
        response.end();
      });
      const parts = provider.stream(SHORT_REQUEST, openAttempt())[Symbol.asyncIterator]();
      const first = await parts.next();
      assert.deepEqual(first.value, { type: 'text-delta', text: TEXT.texts[0] });
      assert.equal(resume.length, 1, 'the server has written one piece only');
      await parts.return?.(undefined);
    }),

    ...spec.finishReasons.filter(isOfAnswer).map((finishReason) =>
      contractTest(`maps the finish reason ${finishReason}`, spec, async ({ server, provider }) => {
        const text = { texts: ['Zwei', ' drei'], finishReason };
        server.answer(send(spec.streamed(text)));
        const end = (await collect(provider.stream(SHORT_REQUEST, openAttempt()))).at(-1);
        assert.ok(end?.type === 'finish');
        assert.equal(end.finishReason, finishReason);
        if (!provider.streamsChat) server.answer(send(spec.answer(text)));
        assert.equal((await provider.chat(SHORT_REQUEST, openAttempt())).finishReason, finishReason);
      }),
    ),

    ...(['chat', 'stream'] as const satisfies readonly Way[]).map((way) =>
      contractTest(`sends all that a request says, by ${way}`, spec, async ({ server, provider }) => {
        const streams = way === 'stream' || provider.streamsChat;
        server.answer(send(streams ? spec.streamed(TEXT) : spec.answer(TEXT)));
        const attempt = openAttempt();
        await WAYS[way](provider, FULL_REQUEST, attempt);
        const [request] = server.requests;
        assert.ok(request !== undefined);
        assert.equal(request.headers['x-contract'], 'yes', 'headers of the options are sent');
        const sent = spec.read(request);
        assert.equal(sent.key, attempt.key);
        assert.equal(sent.model, FULL_REQUEST.model);
        assert.equal(sent.system, 'Translate into German.');
        assert.deepEqual(sent.texts, ['One', 'Eins', 'Two']);
        assert.equal(sent.temperature, 0.25);
        assert.equal(sent.topP, 0.5);
        assert.equal(sent.maxOutputTokens, 77);
        assert.deepEqual(sent.stop, ['###']);
        assert.equal(sent.json, false);
      }),
    ),

    contractTest('asks for JSON by its own mechanism', spec, async ({ server, provider }) => {
      server.answer(send(provider.streamsChat ? spec.streamed(TEXT) : spec.answer(TEXT)));
      await provider.chat({ ...SHORT_REQUEST, output: 'json' }, openAttempt());
      const [request] = server.requests;
      assert.ok(request !== undefined);
      assert.equal(spec.read(request).json, true);
    }),

    contractTest('fails for an answer without text', spec, async ({ server, provider }) => {
      const empty: WireText = { texts: [''], finishReason: 'stop' };
      server.answer(send(provider.streamsChat ? spec.streamed(empty) : spec.answer(empty)));
      await attemptFailure(provider.chat(SHORT_REQUEST, openAttempt()));
      server.answer(send(spec.streamed(empty)));
      await attemptFailure(collect(provider.stream(SHORT_REQUEST, openAttempt())));
    }),
  ];
}
