// Translates chapters with a ledger, and then ends or waits to be ended:
// `translate.ts <folder> <Ollama's address> <OpenAI's> <calls> <seed> close|flush|wait`.
import { createClient } from '../../../src/client/create-client.js';
import { exponential } from '../../../src/core/policy.js';
import { ollama } from '../../../src/providers/ollama/index.js';
import { openai } from '../../../src/providers/openai/index.js';
import { seededRandom } from '../../../src/testing/seeded-random.js';
import { usageLedger } from '../../../src/usage/ledger/ledger.js';
import { EXACT_PRICES, storeIn } from '../support/exact.js';

const [folder = '', ollamaURL = '', openaiURL = '', calls = '0', seed = '0', then = 'close'] = process.argv.slice(2);
const ledger = usageLedger({
  store: await storeIn(folder),
  prices: EXACT_PRICES,
  // What waits to be ended has written nothing yet by itself.
  ...(then === 'wait' ? { flushEvery: '1h', batchSize: 100_000 } : {}),
});
// Its waits are as short as they can be: it is about what is written down, on the real clock.
const soon = exponential({ initial: '5ms', cap: '20ms', maxAttempts: 9 });
const client = createClient({
  providers: [ollama({ baseURL: ollamaURL }), openai({ baseURL: openaiURL, apiKeys: ['k'] })],
  random: seededRandom(Number(seed)),
  usage: ledger,
  concurrency: 16,
  policies: { overloaded: soon, 'server-error': soon, network: soon, 'invalid-response': soon, 'rate-limit': soon },
});
const chat = (number: number) =>
  client.chat({
    model: number % 2 === 0 ? 'ollama/kimi' : 'openai/gpt',
    messages: [{ role: 'user', content: `Chapter ${number}. ${'And so on. '.repeat(number % 7)}` }],
  });
await Promise.allSettled(Array.from({ length: Number(calls) }, (_, number) => chat(number)));

if (then === 'close') {
  await client.close();
  await ledger.close();
} else {
  if (then === 'flush') await ledger.flush();
  process.stdout.write('ready\n');
  setInterval(() => undefined, 1_000);
}
