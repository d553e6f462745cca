import assert from 'node:assert/strict';
import { classify } from '../../classify/classify.js';
import type { ScriptedAnswer } from '../scripted-server.js';
import { attemptFailure, CONTRACT_KEY, openAttempt, SHORT_REQUEST, shown, WAYS, type Way } from './attempts.js';
import type { ProviderContractSpec, WireText } from './contract-spec.js';
import { contractTest, send, sendFirst, type ContractTest } from './contract-tests.js';

const TEXT: WireText = { texts: ['Zwei', ' und ', 'drei'], finishReason: 'stop' };
const MESSAGE = 'the marker of this very error';
const JSON_HEADERS = { 'content-type': 'application/json' };

/** A failure that every adapter meets some day. */
interface Fault {
  readonly title: string;
  readonly ways: readonly Way[];
  answer(spec: ProviderContractSpec): ScriptedAnswer;
  /** The failure tells what the server said: always, or over the library's own transport. */
  readonly tells?: 'always' | 'own';
  /** Text comes before the fault, which is progress. */
  readonly bringsText?: boolean;
  /** Only the library's own transport sees to it. */
  readonly ownTransport?: boolean;
}

const BOTH: readonly Way[] = ['chat', 'stream'];

const FAULTS: readonly Fault[] = [
  { title: 'a refused request', ways: BOTH, answer: (spec) => send(spec.refusal(MESSAGE)), tells: 'always' },
  {
    title: 'a status with a web page',
    ways: BOTH,
    answer: () => send({ status: 502, headers: { 'content-type': 'text/html' }, pieces: [`<h1>${MESSAGE}</h1>`] }),
  },
  {
    title: 'a redirect',
    ways: BOTH,
    answer: () => send({ status: 307, headers: { location: '/elsewhere' }, pieces: [] }),
    ownTransport: true,
  },
  {
    title: 'a web page in place of an answer',
    ways: BOTH,
    answer: () => send({ headers: { 'content-type': 'text/html' }, pieces: [`<h1>${MESSAGE}</h1>`] }),
  },
  { title: 'an empty body', ways: BOTH, answer: () => send({ headers: JSON_HEADERS, pieces: [] }) },
  { title: 'an error in a 200', ways: ['chat'], answer: (spec) => send(spec.errorInAnswer(MESSAGE)), tells: 'always' },
  { title: 'broken JSON', ways: BOTH, answer: () => send({ headers: JSON_HEADERS, pieces: ['{"text": "Zw'] }) },
  {
    title: 'a connection that breaks before the answer',
    ways: BOTH,
    answer: () => (response) => response.destroy(),
  },
  {
    title: 'a connection that breaks inside of an answer',
    bringsText: true,
    ways: ['chat'],
    answer: (spec) => sendFirst(spec.answer(TEXT), (response) => response.destroy()),
  },
  {
    title: 'a connection that breaks inside of a stream',
    bringsText: true,
    ways: ['stream'],
    answer: (spec) => sendFirst(spec.streamed(TEXT), (response) => response.destroy()),
  },
  {
    title: 'a stream that ends properly, but not with its last piece',
    bringsText: true,
    ways: ['stream'],
    answer: (spec) => sendFirst(withoutEnd(spec), (response) => response.end()),
  },
  {
    title: 'an error inside of a stream',
    tells: 'own',
    bringsText: true,
    ways: ['stream'],
    answer: (spec) => sendFirst(withoutEnd(spec), (response) => response.end(spec.errorInStream(MESSAGE))),
  },
  {
    title: 'an error as the first of a stream',
    tells: 'own',
    ways: ['stream'],
    answer: (spec) => send({ headers: spec.streamed(TEXT).headers, pieces: [spec.errorInStream(MESSAGE)] }),
  },
];

// The finish stands in the last piece or two, depending on the provider; the first piece is text in all of them.
function withoutEnd(spec: ProviderContractSpec): { headers: Readonly<Record<string, string>>; pieces: string[] } {
  const { headers, pieces } = spec.streamed(TEXT);
  return { headers, pieces: [String(pieces[0]), ''] };
}

/** How failures are told: as an `AttemptFailure`, after one request, with the raw response, and without the key. */
export function failureTests(spec: ProviderContractSpec): readonly ContractTest[] {
  const faults = FAULTS.filter(({ ownTransport }) => ownTransport !== true || spec.transport === 'own');
  const each = faults.flatMap((fault) =>
    fault.ways.map((way) =>
      contractTest(`fails, once and without its key, for ${fault.title}, by ${way}`, spec, async (setup) => {
        const { server, provider } = setup;
        server.answer(fault.answer(spec));
        const attempt = openAttempt();
        const thrown = await attemptFailure(WAYS[way](provider, SHORT_REQUEST, attempt));
        assert.equal(server.requests.length, 1);
        if (fault.bringsText !== true) assert.equal(attempt.progressed, 0, 'an error is no progress');
        assert.ok(!shown(thrown).includes(CONTRACT_KEY), 'a thrown value shows the key');
        const tells = fault.tells === 'always' || fault.tells === spec.transport;
        if (tells) assert.ok(shown(thrown.failure).includes(MESSAGE), shown(thrown.failure));
      }),
    ),
  );
  const raw = contractTest('hands on status, headers and body of a refusal', spec, async ({ server, provider }) => {
    const refusal = spec.refusal(MESSAGE);
    server.answer(send({ ...refusal, headers: { ...refusal.headers, 'retry-after': '7' } }));
    for (const way of BOTH) {
      const attempt = openAttempt();
      const { failure } = await attemptFailure(WAYS[way](provider, SHORT_REQUEST, attempt));
      const { status, headers, body } = failure as { status: unknown; headers: Headers; body: unknown };
      assert.equal(status, refusal.status);
      assert.equal(headers.get('retry-after'), '7');
      assert.equal(body, refusal.pieces.join(''));
      assert.equal(attempt.progressed, 0, 'an error is no progress');
    }
  });
  return [...each, ...(spec.transport === 'own' ? [raw] : []), ...filterTests(spec)];
}

/** An answer whose rest a filter withheld: whoever takes it for whole has lost a part of a text without knowing. */
function filterTests(spec: ProviderContractSpec): readonly ContractTest[] {
  if (!spec.finishReasons.includes('content-filter')) return [];
  const cut: WireText = { texts: ['Zwei', ' und '], finishReason: 'content-filter' };
  return BOTH.map((way) =>
    contractTest(`fails for text whose rest a content filter withheld, by ${way}`, spec, async (setup) => {
      const { server, provider } = setup;
      const streams = way === 'stream' || provider.streamsChat;
      server.answer(send(streams ? spec.streamed(cut) : spec.answer(cut)));
      const { failure } = await attemptFailure(WAYS[way](provider, SHORT_REQUEST, openAttempt()));
      const { kind } = classify(failure, { knowledge: [provider.errors], now: 0 });
      assert.equal(kind, 'content-filter');
      assert.ok(!shown(failure).includes(cut.texts.join('')), "the model's own words are nothing to classify");
    }),
  );
}
