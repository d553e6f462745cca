/**
 * What happens inside, as progress for a person: four calls meet an hourly limit, wait together, and one of them tries.
 *
 * Run it: npx tsx examples/progress-events.ts
 */
import { createClient } from 'llm-resilience';
import { ollama } from 'llm-resilience/providers/ollama';
import { scaledClock, startProviderSimulator } from 'llm-resilience/testing';

const clock = scaledClock(120);
const simulator = await startProviderSimulator({
  clock,
  // Two requests, and then no more for five minutes: the first probe, after a minute, comes too early.
  quotas: [{ provider: 'ollama', window: 300_000, limit: 2, phaseMs: (clock.now() + 290_000) % 300_000 }],
});
const client = createClient({ providers: [ollama({ baseURL: simulator.baseURL.ollama })], clock });

// A wait is an object, and the events of a wait are the wait: show it, count it down, or end it.
client.on('wait-start', (wait) => console.log(`${wait.summary}; ${wait.waiting} calls wait`));
client.on('wait-tick', (wait) => console.log(`  ${Math.round(wait.remainingMs / 1_000)} s left`));
client.on('wait-end', (wait) => console.log(`the wait ended: ${wait.reason}`));
client.on('attempt-start', (event) => {
  // One request finds out for all; the others stay where they are.
  if (event.probe) console.log(`${event.callId} tries`);
});
client.on('call-success', (event) => console.log(`${event.callId} is done after ${event.attempts.length} requests`));
// A listener that throws changes nothing but this event.
client.on('listener-error', ({ error }) => console.error('a listener failed:', error));

const questions = ['Who is there?', 'How is the weather?', 'What is the name of the cat?', 'May I visit you?'];
await Promise.all(
  questions.map((content) => client.chat({ model: 'ollama/llama3.2', messages: [{ role: 'user', content }] })),
);

await client.close();
await simulator.close();
