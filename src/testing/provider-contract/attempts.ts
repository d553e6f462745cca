import { inspect } from 'node:util';
import { AttemptFailure } from '../../core/attempt-failure.js';
import type { Cancellation } from '../../core/cancellation.js';
import type { AttemptContext, Provider, ProviderRequest, ProviderStreamPart } from '../../core/provider.js';
import { DEFAULT_TIMEOUTS } from '../../core/timeouts.js';

/** The key of every test: no thrown value may show it. */
export const CONTRACT_KEY = 'contract-key-0123456789abcdef';

/** A request that uses everything a request can. */
export const FULL_REQUEST: ProviderRequest = {
  model: 'contract-model',
  messages: [
    { role: 'system', content: 'Translate into German.' },
    { role: 'user', content: 'One' },
    { role: 'assistant', content: 'Eins' },
    { role: 'user', content: 'Two' },
  ],
  temperature: 0.25,
  topP: 0.5,
  maxOutputTokens: 77,
  stop: ['###'],
};

/** The bytes of an image, as far as anybody looks at them. */
export const CONTRACT_IMAGE = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('base64');

/** A request that says more than text. */
export const CONTENT_REQUEST: ProviderRequest = {
  model: 'contract-model',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Who is this?' },
        {
          type: 'image',
          source: 'data',
          mediaType: 'image/png',
          byteLength: 16,
          base64: () => CONTRACT_IMAGE,
        },
      ],
    },
    { role: 'assistant', toolCalls: [{ id: 'call-1', name: 'look', arguments: { name: 'Anna' } }] },
    { role: 'tool', toolCallId: 'call-1', name: 'look', content: 'the sister' },
  ],
  tools: [
    {
      name: 'look',
      description: 'Looks somebody up.',
      parameters: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    },
  ],
  toolChoice: 'auto',
  output: { name: 'person', schema: { type: 'object', properties: { who: { type: 'string' } }, required: ['who'] } },
  seed: 11,
  reasoning: { effort: 'low' },
};

/** The shortest request. */
export const SHORT_REQUEST: ProviderRequest = { model: 'contract-model', messages: [{ role: 'user', content: 'Hi' }] };

/** An attempt whose progress is counted. */
export interface CountedAttempt extends AttemptContext {
  readonly progressed: number;
  abort(reason: unknown): void;
}

/** An attempt as the engine makes one. */
export function openAttempt(): CountedAttempt {
  const controller = new AbortController();
  const cancellation: { -readonly [Name in keyof Cancellation]: Cancellation[Name] } = {
    signal: controller.signal,
    cancelled: undefined,
    onCancel: undefined,
  };
  let progressed = 0;
  return {
    signal: controller.signal,
    cancellation,
    key: CONTRACT_KEY,
    timeouts: DEFAULT_TIMEOUTS,
    progress: () => {
      progressed += 1;
    },
    get progressed() {
      return progressed;
    },
    abort: (reason) => {
      cancellation.cancelled ??= { reason };
      controller.abort(reason);
      cancellation.onCancel?.abort(reason);
    },
  };
}

/** Reads a stream to its end. */
export async function collect(parts: AsyncIterable<ProviderStreamPart>): Promise<ProviderStreamPart[]> {
  const collected: ProviderStreamPart[] = [];
  for await (const part of parts) collected.push(part);
  return collected;
}

/** Both ways to ask; what fails in one way must fail in the other. */
export const WAYS = {
  chat: (provider: Provider, request: ProviderRequest, attempt: AttemptContext): Promise<unknown> =>
    provider.chat(request, attempt),
  stream: (provider: Provider, request: ProviderRequest, attempt: AttemptContext): Promise<unknown> =>
    collect(provider.stream(request, attempt)),
} as const;

/** The name of a way to ask. */
export type Way = keyof typeof WAYS;

/** What a promise rejects with; a promise that resolves is an error. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`Expected a failure, got ${inspect(value, { depth: 4 })}`);
}

/** The failure inside of what an adapter threw. */
export async function attemptFailure(promise: Promise<unknown>): Promise<AttemptFailure> {
  const thrown = await rejection(promise);
  if (!(thrown instanceof AttemptFailure)) {
    throw new Error(`Expected an AttemptFailure, got ${inspect(thrown, { depth: 4 })}`);
  }
  return thrown;
}

/** All that a thrown value could show to anyone. */
export function shown(thrown: unknown): string {
  return inspect(thrown, { depth: 12, showHidden: true, getters: true, maxStringLength: null });
}
