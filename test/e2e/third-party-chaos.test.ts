import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Client } from '../../src/client/client.js';
import { createClient } from '../../src/client/create-client.js';
import { exponential } from '../../src/core/policy.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';
import { scaledClock } from '../../src/testing/scaled-clock.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { simulatedAnswer } from '../../src/testing/simulator/simulated-answer.js';

/**
 * Drawn one after the other, the first that hits counts: of all requests 30 % are dropped with a 500, get a body that is
 * no JSON, are refused with a 429, or lose their connection.
 */
const CHAOS = { dropRate: 0.09, malformedRate: 0.09, rateLimitRate: 0.08, disconnectRate: 0.085 };
const CALLS = 50;
// CHAOS_SEED=… for other faults.
const SEED = Number(process.env['CHAOS_SEED'] ?? 30);
const PREFIXES = ['ollama', 'openai', 'gemini'] as const;

// As many attempts as it takes: at 30 % one call in 300 meets five faults in a row.
const patient = exponential({ initial: '1s', cap: '10s', maxAttempts: 40 });

const NO_CHAOS = { dropRate: 0, malformedRate: 0, rateLimitRate: 0, disconnectRate: 0 };

function lastText({ messages }: ChatCompletionRequest): string {
  const { content } = messages.at(-1) ?? {};
  return typeof content === 'string' ? content : '';
}

const answer = (request: ChatCompletionRequest): { readonly content: string } => ({
  content: simulatedAnswer(lastText(request)),
});

const textOf = (way: string, index: number): string =>
  `${way} ${index}: the lamp went out, and nobody spoke.\n`.repeat(9);

describe('beside a mock server of others, of whose answers 30 % go wrong', () => {
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chaos: CHAOS, chunkSize: 24, journalMaxEntries: 0 });
  let client: Client;

  beforeAll(async () => {
    // The first stream of these ends in the middle of its text, with its connection.
    const torn = new Set<string>();
    mock.on(
      { predicate: (request) => lastText(request).includes('torn') && !torn.has(lastText(request)) },
      (request) => {
        torn.add(lastText(request));
        return answer(request);
      },
      { truncateAfterChunks: 4, chaos: NO_CHAOS },
    );
    mock.on({ userMessage: /[\s\S]/ }, answer);
    await mock.start();
    // Its chance is that of the process.
    vi.spyOn(Math, 'random').mockImplementation(seededRandom(SEED));
    client = createClient({
      clock: scaledClock(1_000),
      random: seededRandom(7),
      onStreamFailure: 'restart',
      // On this clock two minutes are 0.12 s, which is less than a busy machine may take.
      timeouts: { firstToken: '5h', idle: '5h', answer: '5h' },
      policies: { 'server-error': patient, network: patient, 'invalid-response': patient, unknown: patient },
      maxAttempts: 40,
      providers: [
        ollama({ baseURL: mock.url }),
        openai({ baseURL: `${mock.url}/v1`, apiKey: 'sk-mock' }),
        gemini({ baseURL: mock.url, apiKey: 'AIza-mock' }),
      ],
    });
  });

  afterEach(() => {
    mock.clearRequests();
  });

  afterAll(async () => {
    await client.close();
    await mock.stop();
    vi.restoreAllMocks();
  });

  const ways = {
    chat: async (model: string, content: string): Promise<string> =>
      (await client.chat({ model, messages: [{ role: 'user', content }] })).text,
    stream: async (model: string, content: string): Promise<string> => {
      let text = '';
      for await (const part of client.stream({ model, messages: [{ role: 'user', content }] })) {
        if (part.type === 'text-delta') text += part.text;
        if (part.type === 'stream-restart') text = '';
      }
      return text;
    },
  } as const;

  describe.each(PREFIXES)('%s', (prefix) => {
    it.each(['chat', 'stream'] as const)('has every answer whole and right, by %s', async (way) => {
      const texts = Array.from({ length: CALLS }, (_, index) => textOf(way, index));
      const answers = await Promise.all(texts.map((text) => ways[way](`${prefix}/any`, text)));
      expect(answers).toEqual(texts.map(simulatedAnswer));
      const requests = mock.getRequests();
      const struck = requests.filter(({ response }) => response.chaosAction !== undefined);
      // The chaos was there: of these requests nearly a third.
      expect(requests.length - struck.length).toBe(CALLS);
      expect(struck.length).toBeGreaterThan(CALLS * 0.2);
    });

    it('begins a stream again that is torn in the middle of its text', async () => {
      const text = textOf(`${prefix} torn`, 0);
      const broken: string[] = [];
      const note = ({ kind }: { readonly kind: string }): void => void broken.push(kind);
      client.on('attempt-failure', note);
      expect(await ways.stream(`${prefix}/any`, text)).toBe(simulatedAnswer(text));
      client.off('attempt-failure', note);
      expect(broken[0]).toBe('network');
    });
  });
});
