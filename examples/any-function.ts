/**
 * The same safety around calls that you make yourself: here the SDK of OpenAI, used as ever.
 *
 * Run it: npx tsx examples/any-function.ts
 */
import { createRetryController } from 'llm-resilience';
import { scaledClock, startProviderSimulator } from 'llm-resilience/testing';
import OpenAI from 'openai';

const clock = scaledClock(30);
const simulator = await startProviderSimulator({
  clock,
  // Two requests, and one more every thirty seconds: the third is refused, and told when to come back.
  quotas: [{ provider: 'openai', window: 'minute', limit: 2 }],
});

// maxRetries: 0, since two layers that retry multiply: five attempts here times three there are fifteen requests.
const sdk = new OpenAI({ baseURL: simulator.baseURL.openai, apiKey: 'a-key', maxRetries: 0 });

const controller = createRetryController({ clock });
controller.on('wait-start', (wait) =>
  console.log(`waiting: ${wait.kind}, stated by the provider (${wait.resetSource})`),
);

for (const word of ['lamp', 'shutter', 'staircase']) {
  const completion = await controller.run(
    // Any async function. Handing the signal on lets an abort reach the request itself.
    ({ signal }) =>
      sdk.chat.completions.create({ model: 'gpt-5-mini', messages: [{ role: 'user', content: word }] }, { signal }),
    // The names tell limits apart: calls of the same provider and model wait for each other.
    { provider: 'openai', model: 'gpt-5-mini' },
  );
  console.log(`${word}: ${completion.choices[0]?.message.content ?? ''}`);
}

await controller.close();
await simulator.close();
