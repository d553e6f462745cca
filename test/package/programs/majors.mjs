// Everything that goes through an SDK, with the versions that are installed beside the library: node majors.mjs 6 2
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { createClient, isLlmError } from 'llm-resilience';
import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';
import {
  scaledClock,
  seededRandom,
  simulatedAnswer,
  simulatedEmbedding,
  startProviderSimulator,
} from 'llm-resilience/testing';

const [openaiMajor, genaiMajor] = process.argv.slice(2);
const majorOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version.split('.')[0];
assert.equal(majorOf('openai'), openaiMajor);
assert.equal(majorOf('@google/genai'), genaiMajor);

// SDKs print what they can't read, the body of an answer included.
const printed = [];
for (const method of ['log', 'info', 'warn', 'error', 'debug']) console[method] = (...args) => printed.push(args);

const clock = scaledClock(1_000);
const text = 'The lamp went out.\nNobody spoke, and the wind came in.';
const messages = [{ role: 'user', content: text }];

/** Opens a simulator with one fault, or none, and a client over it. */
async function open(fault) {
  // On this clock ten minutes are 0.6 s, which a busy machine may take to answer: only what hangs is given so little.
  const longest = fault?.type === 'hang' || fault?.type === 'stall' ? '10m' : '5h';
  const simulator = await startProviderSimulator({
    clock,
    random: seededRandom(1),
    chunkSize: 8,
    models: [{ name: 'any', contextLength: 4_096 }],
    ...(fault === undefined ? {} : { faults: [{ times: 1, ...fault }] }),
  });
  const client = createClient({
    clock,
    onStreamFailure: 'restart',
    timeouts: { firstToken: longest, idle: longest, answer: longest },
    providers: [
      ollama({ baseURL: simulator.baseURL.ollama }),
      openai({ baseURL: simulator.baseURL.openai, apiKeys: ['sk-one'] }),
      gemini({ baseURL: simulator.baseURL.gemini, apiKeys: ['AIza-one'], sdk: 'genai' }),
    ],
  });
  const close = async () => {
    await client.close();
    await simulator.close();
  };
  return { simulator, client, close };
}

async function streamed(client, request) {
  let all = '';
  let last;
  for await (const part of client.stream(request)) {
    if (part.type === 'text-delta') all += part.text;
    if (part.type === 'stream-restart') all = '';
    last = part;
  }
  assert.equal(last.type, 'finish');
  return { ...last, text: all };
}

const ways = { chat: (client, request) => client.chat(request), stream: streamed };

for (const prefix of ['openai', 'gemini', 'ollama']) {
  const model = `${prefix}/any`;

  // What works: an answer, a stream, vectors, lists; one request each.
  const good = await open();
  for (const way of Object.values(ways)) {
    const reply = await way(good.client, { model, messages });
    assert.equal(reply.text, simulatedAnswer(text));
    assert.equal(reply.finishReason, 'stop');
    assert.ok(reply.usage.totalTokens > 0);
    assert.equal(reply.attempts.length, 1);
  }
  const { embeddings } = await good.client.embed({ model, input: ['one', 'two'] });
  assert.deepEqual(embeddings, [
    simulatedEmbedding('one', { model: 'any' }),
    simulatedEmbedding('two', { model: 'any' }),
  ]);
  assert.deepEqual(
    (await good.client.models(prefix)).models.map(({ id }) => id),
    [model],
  );
  assert.equal(good.simulator.requests.length, 4);
  assert.equal((await good.client.check({ model: `${prefix}/ani` })).nearest[0], model);
  await good.close();

  // What goes wrong on the way, and must come out whole by a second request.
  const recovers = async (type, name) => {
    const { client, simulator, close } = await open({ type, ...(type === 'status' ? { status: 503 } : {}) });
    const reply = await ways[name](client, { model, messages });
    const what = `${prefix} ${name} after ${type}`;
    assert.equal(reply.text, simulatedAnswer(text), what);
    assert.deepEqual(
      reply.attempts.map(({ outcome }) => outcome),
      ['failure', 'success'],
      what,
    );
    assert.equal(simulator.requests.length, 2, what);
    await close();
  };
  const broken = ['broken-json', 'cut-stream', 'error-in-stream', 'error-in-200', 'empty', 'reset-mid-stream'];
  for (const type of [...broken, 'reset', 'html', 'empty-body', 'status']) {
    for (const name of Object.keys(ways)) await recovers(type, name);
  }
  // These take their time, so they take it together.
  await Promise.all(['hang', 'stall'].flatMap((type) => Object.keys(ways).map((name) => recovers(type, name))));

  // Errors keep their kind.
  for (const [status, kind] of [
    [401, 'authentication'],
    [404, 'model-not-found'],
    [400, 'invalid-request'],
  ]) {
    for (const way of Object.values(ways)) {
      const { client, close } = await open({ type: 'status', status, model: 'any' });
      await assert.rejects(way(client, { model, messages, retry: false }), (error) => {
        assert.ok(isLlmError(error));
        assert.equal(error.kind, kind);
        assert.equal(error.classification.status, status);
        return true;
      });
      await close();
    }
  }

  // An abort ends it with its own reason, before an answer and inside of one.
  for (const [type, way] of [
    ['hang', ways.chat],
    ['hang', ways.stream],
    ['stall', ways.stream],
  ]) {
    const { client, simulator, close } = await open({ type });
    const controller = new AbortController();
    const reason = new Error('enough');
    const reply = way(client, { model, messages, signal: controller.signal });
    const rejected = assert.rejects(reply, (error) => error === reason);
    while (simulator.inFlight === 0) await setImmediate();
    controller.abort(reason);
    await rejected;
    while (simulator.inFlight > 0) await setImmediate();
    await close();
  }
}

assert.deepEqual(printed, []);
// Nothing must keep the process alive after this.
