/**
 * A stream that breaks in the middle and begins again.
 *
 * Run it: npx tsx examples/stream.ts
 */
import { createClient } from 'llm-resilience';
import { gemini } from 'llm-resilience/providers/gemini';
import { scaledClock, startProviderSimulator } from 'llm-resilience/testing';

const clock = scaledClock(60);
const simulator = await startProviderSimulator({
  clock,
  faults: [{ provider: 'gemini', type: 'cut-stream', at: 1 }],
});
const client = createClient({
  providers: [gemini({ baseURL: simulator.baseURL.gemini, apiKeys: ['a-key'] })],
  clock,
});

let text = '';
const stream = client.stream({
  model: 'gemini/gemini-2.5-flash',
  messages: [
    { role: 'user', content: 'Don’t hurry the light. It answers once an hour, and its answers are worth it.' },
  ],
  // The default is 'fail': text that was shown already can't be taken back. Where it can, as here, begin again.
  onStreamFailure: 'restart',
});
for await (const part of stream) {
  switch (part.type) {
    case 'text-delta':
      text += part.text;
      break;
    case 'reasoning-delta': // what a thinking model thinks: no part of the answer
    case 'tool-call': // it was given no tools
      break;
    case 'stream-restart':
      // The new answer begins from its first word: keeping the old half would double it.
      console.log(`(broke off after ${text.length} characters, begins again)`);
      text = '';
      break;
    case 'finish':
      console.log(text);
      console.log(`(${part.finishReason}, ${part.attempts.length} requests)`);
      break;
    default:
      part satisfies never;
  }
}

await client.close();
await simulator.close();
