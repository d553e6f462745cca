import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { manualClock } from '../manual-clock.js';
import { seededRandom } from '../seeded-random.js';
import type { SimulatedFault } from './fault.js';
import type { ProviderSimulatorOptions } from './options.js';
import type { ProviderSimulator } from './provider-simulator.js';
import {
  genaiChat,
  genaiStream,
  generativeAiChat,
  generativeAiStream,
  ollamaChat,
  ollamaStream,
  openaiChat,
  openaiStream,
  type Sdk,
} from './sdk-calls.fixture.js';
import { simulatedAnswer } from './simulated-answer.js';
import { startProviderSimulator } from './start-provider-simulator.js';

const TEXT = 'One two three four five.\n\nSix seven eight nine ten eleven twelve thirteen fourteen.';
const WHOLE = simulatedAnswer(TEXT);

const SDKS = {
  ollama: ollamaChat,
  'ollama, streamed': ollamaStream,
  openai: openaiChat,
  'openai, streamed': openaiStream,
  '@google/genai': genaiChat,
  '@google/genai, streamed': genaiStream,
  '@google/generative-ai': generativeAiChat,
  '@google/generative-ai, streamed': generativeAiStream,
} as const satisfies Record<string, Sdk>;

type SdkName = keyof typeof SDKS;

let clock = manualClock();
let simulator: ProviderSimulator;

beforeEach(() => {
  // The SDKs print what they can't read.
  for (const method of ['log', 'warn', 'error'] as const) vi.spyOn(console, method).mockImplementation(() => undefined);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await simulator.close();
});

async function start(options: ProviderSimulatorOptions): Promise<void> {
  clock = manualClock();
  simulator = await startProviderSimulator({ clock, random: seededRandom(1), chunkSize: 10, ...options });
}

/** What a call comes to: its text, or the error that it throws. */
async function outcome(name: SdkName): Promise<string> {
  try {
    const { text } = await SDKS[name]({ simulator, text: TEXT });
    return text === WHOLE ? 'whole' : `text: ${text}`;
  } catch (error) {
    return describeError(error);
  }
}

interface SdkError extends Error {
  readonly status?: number;
  readonly status_code?: number;
  readonly cause?: { readonly code?: string };
}

function describeError(error: unknown): string {
  const { constructor, message, status, status_code: statusCode, cause } = error as SdkError;
  return `${constructor.name} ${status ?? statusCode ?? ''} ${cause?.code ?? message}`.replace('  ', ' ');
}

describe.each(Object.keys(SDKS) as SdkName[])('the SDK %s', (name) => {
  it('reads a good answer whole, with its tokens and finish reason', async () => {
    await start({});
    const answer = await SDKS[name]({ simulator, text: TEXT });
    expect(answer).toEqual({ text: WHOLE, finish: expect.stringMatching(/^stop$/i), tokens: [21, 22] });
    expect(simulator.requests).toMatchObject([{ status: 200, outcome: 'answered', inputTokens: 21, outputTokens: 22 }]);
  });

  it('reads texts in other scripts, and in characters of two units, whole', async () => {
    await start({ chunkSize: 1 });
    const text = 'Žluťoučký kůň 😀👩‍👩‍👧 — 這是一本書。\r\n\tДа!';
    const answer = await SDKS[name]({ simulator, text });
    expect(answer.text).toBe(simulatedAnswer(text));
  });

  it('waits for a slow answer', async () => {
    await start({ faults: [{ type: 'slow', afterMs: 60_000 }] });
    const call = outcome(name);
    await clock.advance(59_999);
    expect(simulator.requests).toMatchObject([{ outcome: 'pending', fault: 'slow' }]);
    await clock.advance(1);
    await expect(call).resolves.toBe('whole');
    expect(simulator.requests[0]?.endedAt).toBe(clock.now());
  });

  it.each(['hang', 'stall'] as const)('never hears of a %s, and its end is noticed at once', async (type) => {
    await start({ faults: [{ type }] });
    const controller = new AbortController();
    const call = SDKS[name]({ simulator, text: TEXT, signal: controller.signal }).then(
      () => 'settled',
      () => 'settled',
    );
    await clock.advance(86_400_000);
    expect(simulator.requests).toMatchObject([{ outcome: 'pending', fault: type }]);
    controller.abort();
    await call;
    await clock.advance(0);
    expect(simulator.requests).toMatchObject([{ outcome: 'aborted', fault: type, endedAt: clock.now() }]);
    expect(simulator.inFlight).toBe(0);
  });

  it('gets a cut answer with the finish reason that says so', async () => {
    await start({ faults: [{ type: 'length' }] });
    const answer = await SDKS[name]({ simulator, text: TEXT });
    expect(answer.finish).toMatch(/^(length|MAX_TOKENS)$/);
    expect(WHOLE.startsWith(answer.text ?? '?')).toBe(true);
    expect(answer.text).toHaveLength(44);
  });

  it('gets an empty answer as if it were one', async () => {
    await start({ faults: [{ type: 'empty' }] });
    const answer = await SDKS[name]({ simulator, text: TEXT });
    expect([answer.text ?? '', answer.finish?.toLowerCase()]).toEqual(['', 'stop']);
  });
});

const RESET = /ECONNRESET|other side closed|fetch failed|Connection error|UND_ERR_SOCKET/;
const BROKEN = /terminated|UND_ERR_SOCKET|other side closed|Error reading from the stream/;
const UNREADABLE = /SyntaxError|Unexpected|JSON|position/;

/** What each SDK makes of each fault: an error, or — the traps — a text that is none or half of one. */
const OUTCOMES: readonly (readonly [SdkName, SimulatedFault['type'], RegExp])[] = [
  ...eachSdk('reset', RESET),
  ...eachSdk('reset-mid-stream', BROKEN),
  ...eachSdk('status', /503/),
  ...eachSdk('html', /502/),
  ['ollama', 'empty-body', UNREADABLE],
  ['openai', 'empty-body', /TypeError/],
  ['@google/genai', 'empty-body', UNREADABLE],
  ['ollama, streamed', 'empty-body', /Did not receive done/],
  ['openai, streamed', 'empty-body', /^text: $/],
  ['ollama', 'broken-json', UNREADABLE],
  ['ollama, streamed', 'broken-json', /Did not receive done/],
  ['openai', 'broken-json', UNREADABLE],
  ['openai, streamed', 'broken-json', /^text: «enO owt/],
  ['@google/genai', 'broken-json', UNREADABLE],
  ['@google/generative-ai', 'broken-json', UNREADABLE],
  ['ollama, streamed', 'cut-stream', /Did not receive done/],
  ['openai, streamed', 'cut-stream', /^text: «enO owt/],
  ['@google/genai, streamed', 'cut-stream', /^text: «enO owt/],
  ['@google/generative-ai, streamed', 'cut-stream', /^text: «enO owt/],
  ['ollama, streamed', 'error-in-stream', /^Error an error was encountered while running the model: unexpected EOF$/],
  ['openai, streamed', 'error-in-stream', /^APIError The server had an error/],
  // The second where the network glues it to the event before.
  ['@google/genai, streamed', 'error-in-stream', /^ApiError 503 got status: UNAVAILABLE|Incomplete JSON segment/],
  ['@google/generative-ai, streamed', 'error-in-stream', /Failed to parse stream/],
  ['ollama, streamed', 'error-in-200', /^Error an error was encountered/],
  ['openai, streamed', 'error-in-200', /^APIError The server had an error/],
  ['@google/genai, streamed', 'error-in-200', /^ApiError 503/],
  ['openai', 'error-in-200', /^text: undefined$|TypeError/],
  ['@google/genai', 'error-in-200', /^text: undefined$/],
  ['@google/generative-ai', 'error-in-200', /^text: undefined$/],
  ['ollama', 'garbage-line', UNREADABLE],
  ['openai', 'garbage-line', UNREADABLE],
  ['@google/genai', 'garbage-line', UNREADABLE],
  // It prints a warning and goes on.
  ['ollama, streamed', 'garbage-line', /^whole$/],
  ['openai, streamed', 'garbage-line', UNREADABLE],
  ['@google/genai, streamed', 'garbage-line', UNREADABLE],
  ['@google/generative-ai, streamed', 'garbage-line', UNREADABLE],
];

function eachSdk(type: SimulatedFault['type'], expected: RegExp): [SdkName, SimulatedFault['type'], RegExp][] {
  return (Object.keys(SDKS) as SdkName[]).map((name) => [name, type, expected]);
}

it.each(OUTCOMES)('shows %s the fault %s', async (name, type, expected) => {
  await start({ faults: [(type === 'status' ? { type, status: 503 } : { type }) as SimulatedFault] });
  expect(await outcome(name)).toMatch(expected);
  await clock.advance(0);
  // A client that can't go on may close the connection before the answer is over.
  expect(simulator.requests).toMatchObject([{ outcome: expect.stringMatching(/^(fault|aborted)$/), fault: type }]);
});
