// Calls every provider over the simulator of the same tarball: a chat, a stream, and an hourly wall that is waited out.
import assert from 'node:assert/strict';
import { createClient, isLlmError } from 'llm-resilience';
import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';
import { scaledClock, startProviderSimulator } from 'llm-resilience/testing';

const clock = scaledClock(1_000);
const simulator = await startProviderSimulator({
  clock,
  faults: [
    {
      type: 'status',
      status: 429,
      body: { error: "you've reached your hourly usage limit, please upgrade to continue" },
      provider: 'ollama',
      model: 'walled',
      times: 1,
    },
    { type: 'status', status: 404, provider: 'openai', model: 'gone' },
  ],
});
const client = createClient({
  clock,
  providers: [
    ollama({ baseURL: simulator.baseURL.ollama }),
    openai({ baseURL: simulator.baseURL.openai, apiKeys: ['sk-one'] }),
    gemini({ baseURL: simulator.baseURL.gemini, apiKeys: ['AIza-one'] }),
    gemini({ baseURL: simulator.baseURL.gemini, apiKeys: ['AIza-one'], name: 'old', sdk: 'generative-ai' }),
  ],
});
const waits = [];
client.on('wait-start', ({ kind, stage }) => {
  waits.push({ kind, stage: { ...stage } });
});
const messages = [{ role: 'user', content: 'Say something.' }];

for (const prefix of ['ollama', 'openai', 'gemini', 'old']) {
  const reply = await client.chat({ model: `${prefix}/any`, messages });
  assert.ok(reply.text.length > 0, `${prefix} answers`);
  assert.equal(reply.finishReason, 'stop');
  assert.equal(reply.attempts.length, 1);

  let streamed = '';
  let last;
  for await (const part of client.stream({ model: `${prefix}/any`, messages })) {
    if (part.type === 'text-delta') streamed += part.text;
    last = part.type;
  }
  assert.ok(streamed.length > 0, `${prefix} streams`);
  assert.equal(last, 'finish');
}
assert.deepEqual(waits, []);

const reply = await client.chat({ model: 'ollama/walled', messages });
assert.deepEqual(
  reply.attempts.map(({ outcome, kind }) => [outcome, kind]),
  [
    ['failure', 'hourly-limit'],
    ['success', undefined],
  ],
);
assert.deepEqual(waits, [{ kind: 'hourly-limit', stage: { index: 1, of: 4 } }]);
// The clock runs on while the program does, so that it can only be later than a minute.
assert.ok(reply.attempts[1].startedAt - reply.attempts[0].endedAt >= 60_000);

await assert.rejects(
  client.chat({ model: 'openai/gone', messages }),
  (error) => isLlmError(error) && error.kind === 'model-not-found' && error.reason === 'stop',
);

// Nothing must keep the process alive after this: the smoke test gives it a limited time to end by itself.
await client.close();
await simulator.close();
