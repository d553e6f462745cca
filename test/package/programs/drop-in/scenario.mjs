// 300 calls, half of them streamed, over an hourly wall, a fault in every tenth request, and a key that dies in the
// middle: once by an SDK over a resilient fetch, once by the library's own client. Eight calls begin at once, and the next
// eight when all of them have their answers: how many requests are under way where the wall is met, or the dead key, is
// then no matter of how busy the machine is, and both can be counted against each other.
import { createClient } from 'llm-resilience';
import { resilientFetch } from 'llm-resilience/fetch';
import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';
import { manualClock, seededRandom, simulatedAnswer, startProviderSimulator } from 'llm-resilience/testing';
import { SDKS } from './sdks.mjs';

const CALLS = 300;
const AT_ONCE = 8;
const LATENCY_MS = 1_000;
const KEYS = ['first-key-of-two', 'second-key-of-two'];
const HOUR_MS = 3_600_000;

const FAULTS = [
  'reset',
  'cut-stream',
  'status',
  'reset-mid-stream',
  'error-in-200',
  'broken-json',
  'cut-stream',
  'html',
];

/** Gemini's own would be an overload, after which fewer are sent at once, by the speed of the answers before it. */
const INTERNAL = { error: { code: 500, message: 'An internal error has occurred.', status: 'INTERNAL' } };

/** Every tenth request meets one, each in its turn. */
function faults(provider) {
  return FAULTS.map((type, index) => ({
    type,
    ...(type === 'status' ? { status: 500 } : {}),
    ...(type === 'error-in-200' && provider === 'gemini' ? { body: INTERNAL } : {}),
    at: Array.from({ length: 10 }, (_, round) => (round * FAULTS.length + index + 1) * 10),
  }));
}

async function withSimulator(provider, run) {
  const clock = manualClock();
  // One of its own for the library, which draws its waits from it: the same in both runs.
  const random = seededRandom(7);
  const simulator = await startProviderSimulator({
    clock,
    random: seededRandom(8),
    keys: KEYS.map((key) => ({ key, account: 'one' })),
    quotas: [{ window: 'hour', limit: 200, scope: 'account' }],
    faults: faults(provider),
    // A round takes its time, so that the clock can rest after each.
    latencyMs: LATENCY_MS,
  });
  const baseURL = simulator.baseURL[provider];
  try {
    return await run({ clock, random, simulator, baseURL });
  } finally {
    await simulator.close();
  }
}

/** Asks for all, eight at a time, and looks at every answer. */
async function askAll(ask, { clock, simulator }) {
  const result = { lost: 0, lostWhole: 0, corrupt: 0, requests: 0, outcomes: {}, errors: [] };
  const askOne = async (index) => {
    const content = `Piece ${index} of the book, which is to be translated.`;
    try {
      const text = await ask(content, index % 2 === 0);
      if (text !== simulatedAnswer(content)) result.corrupt += 1;
    } catch (error) {
      result.lost += 1;
      if (index % 2 === 1) result.lostWhole += 1;
      result.errors.push(error);
    }
  };
  const work = async () => {
    // What is loaded at the first call takes its time.
    await ask('Warm up.', false);
    for (let first = 0; first < CALLS; first += AT_ONCE) {
      // A third into the work the first key is taken away.
      if (first >= CALLS / 3) simulator.setKeyState('key-1', 'invalid');
      const count = Math.min(AT_ONCE, CALLS - first);
      await Promise.all(Array.from({ length: count }, (_, offset) => askOne(first + offset)));
    }
  };
  let isOver = false;
  const all = work().finally(() => {
    isOver = true;
  });
  const started = clock.now();
  while (!isOver) {
    if (clock.now() - started > 24 * HOUR_MS) throw new Error('The work does not end.');
    await clock.advance(LATENCY_MS);
  }
  await all;
  result.requests = simulator.requests.length;
  result.outcomes = countOutcomes(simulator.requests);
  return result;
}

/** How many requests came to what: answers, faults, and refusals by what refused them. */
function countOutcomes(requests) {
  const counts = {};
  for (const { fault, refusedBy, outcome } of requests) {
    const what = fault !== undefined ? 'fault' : refusedBy !== undefined ? `refused: ${refusedBy}` : outcome;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}

/** What an SDK over a resilient fetch comes to: one that streams and shows nobody the pieces, or with options of its own. */
export async function bySdk(name, options = { streams: 'whole' }) {
  const { provider, create } = SDKS[name];
  return withSimulator(provider, async ({ clock, random, simulator, baseURL }) => {
    const fetch = resilientFetch({ clock, random, provider, keys: KEYS, ...options });
    try {
      return await askAll(await create({ baseURL, key: KEYS[0], fetch }), { clock, simulator });
    } finally {
      await fetch.close();
    }
  });
}

/** What a call ends with whose every request meets a fault, by an SDK whose fetch throws. */
export async function failureBySdk(name, fault) {
  const { provider, create } = SDKS[name];
  const clock = manualClock();
  const random = seededRandom(7);
  const simulator = await startProviderSimulator({ clock, random, faults: [{ ...fault, every: 1 }] });
  const fetch = resilientFetch({ clock, random, provider, maxAttempts: 1, onFailure: 'throw' });
  try {
    const ask = await create({ baseURL: simulator.baseURL[provider], key: KEYS[0], fetch });
    let end;
    void ask('Hello.', false).then(
      (text) => (end = { text }),
      (error) => (end = { error }),
    );
    while (end === undefined) await clock.advance(60_000);
    return end.error;
  } finally {
    await fetch.close();
    await simulator.close();
  }
}

/** What the client itself comes to. */
export async function byClient(name) {
  const { provider } = SDKS[name];
  const make = { openai, ollama, gemini }[provider];
  return withSimulator(provider, async ({ clock, random, simulator, baseURL }) => {
    const client = createClient({
      clock,
      random,
      onStreamFailure: 'restart',
      // As many as the program asks for: the fetch of an SDK has no bound of its own.
      concurrency: AT_ONCE,
      // Said aloud: on this machine Ollama's own provider takes the server for a daemon, which signs with its own key.
      providers: [{ ...make({ baseURL, apiKeys: KEYS }), rotatesKeys: true }],
    });
    const ask = async (content, stream) => {
      const request = { model: `${provider}/any`, messages: [{ role: 'user', content }] };
      if (!stream) return (await client.chat(request)).text;
      let text = '';
      for await (const part of client.stream(request)) {
        if (part.type === 'text-delta') text += part.text;
        if (part.type === 'stream-restart') text = '';
      }
      return text;
    };
    try {
      return await askAll(ask, { clock, simulator });
    } finally {
      await client.close();
    }
  });
}
