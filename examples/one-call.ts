/**
 * One call that survives its provider: the server is busy twice, and then it answers.
 *
 * Run it: npx tsx examples/one-call.ts
 */
import { createClient, isLlmError } from 'llm-resilience';
import { ollama } from 'llm-resilience/providers/ollama';
import { scaledClock, startProviderSimulator } from 'llm-resilience/testing';

// Instead of a real Ollama: a server that speaks its language, and a clock on which a minute takes a second.
const clock = scaledClock(60);
const simulator = await startProviderSimulator({
  clock,
  faults: [{ provider: 'ollama', type: 'status', status: 503, at: [1, 2] }],
});

// In your program: ollama() alone, and no clock.
const client = createClient({ providers: [ollama({ baseURL: simulator.baseURL.ollama })], clock });

try {
  const reply = await client.chat({
    model: 'ollama/llama3.2',
    messages: [
      { role: 'system', content: 'Translate into German.' },
      { role: 'user', content: 'The light answers once an hour.' },
    ],
    // Whoever waits may lose patience: an aborted signal ends the call at once, also in the middle of a wait.
    signal: AbortSignal.timeout(30_000),
  });
  // A reply can still be cut off for its length; a translator must look.
  if (reply.finishReason !== 'stop') throw new Error(`Cut off: ${reply.finishReason}`);
  console.log(reply.text);
  console.log(
    `${reply.attempts.length} requests: ${reply.attempts.map(({ kind, outcome }) => kind ?? outcome).join(', ')}`,
  );
} catch (error) {
  // What fails here can't be helped by waiting: say what to do, and keep what was done so far.
  if (!isLlmError(error)) throw error;
  console.error(`${error.kind}: ${error.message}`);
  process.exitCode = 1;
} finally {
  await client.close();
  await simulator.close();
}
