import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { SimulatedProvider } from '../../src/testing/simulator/simulated-provider.js';

/** Where answers come from. */
export interface Answers {
  /** The root of each provider, as its SDK takes it. */
  readonly roots: Readonly<Record<SimulatedProvider, string>>;
  /** For the bare SDKs. */
  readonly fetch: typeof fetch;
}

export const ROOTS: Answers['roots'] = {
  ollama: 'https://ollama.com',
  openai: 'https://api.openai.com/v1',
  gemini: 'https://generativelanguage.googleapis.com',
};

const TEXT = 'Die Lampe ging aus, und niemand sagte ein Wort.';

const ollama = (fields: object): string =>
  `${JSON.stringify({ model: 'm', created_at: '2026-03-02T10:00:00.000Z', ...fields })}\n`;

const usage = { prompt_tokens: 12, completion_tokens: 11, total_tokens: 23 };

/** A good answer of each, as short as they come. Ollama is asked for a stream by this library, and by the bare SDK here. */
export const BODIES: Readonly<Record<SimulatedProvider, readonly [type: string, body: string]>> = {
  ollama: [
    'application/x-ndjson',
    ollama({ message: { role: 'assistant', content: TEXT }, done: false }) +
      ollama({
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 12,
        eval_count: 11,
      }),
  ],
  openai: [
    'application/json',
    JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1_772_445_600,
      model: 'm',
      choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
      usage,
    }),
  ],
  gemini: [
    'application/json',
    JSON.stringify({
      candidates: [{ content: { role: 'model', parts: [{ text: TEXT }] }, finishReason: 'STOP', index: 0 }],
      usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 11, totalTokenCount: 23 },
      modelVersion: 'm',
    }),
  ],
};

const OPENAI_ORIGIN = new URL(ROOTS.openai).origin;

function providerAt(url: string): SimulatedProvider {
  if (url.startsWith(ROOTS.ollama)) return 'ollama';
  return url.startsWith(OPENAI_ORIGIN) ? 'openai' : 'gemini';
}

/** Answers at once, with a good answer of whichever provider it takes the URL for. */
export const instantFetch = (input: string | URL | Request): Promise<Response> => {
  const url = typeof input === 'object' && 'url' in input ? input.url : String(input);
  const [type, body] = BODIES[providerAt(url)];
  return Promise.resolve(new Response(body, { status: 200, headers: { 'content-type': type } }));
};

interface Bytes {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const bytesOf = (provider: SimulatedProvider): Bytes => {
  const [type, body] = BODIES[provider];
  return { headers: { 'content-type': type }, body: Buffer.from(body) };
};
const BYTES = { ollama: bytesOf('ollama'), openai: bytesOf('openai'), gemini: bytesOf('gemini') };
const doNothing = (): void => undefined;
const CONNECTION = {
  pause: doNothing,
  resume: doNothing,
  abort: doNothing,
} as unknown as Dispatcher.DispatchController;

/** The same as undici brings it: what this library sends goes over its connections, and not over a `fetch`. */
export const instantDispatch: Dispatcher['dispatch'] = ({ origin }, handler) => {
  const { headers, body } = BYTES[providerAt(String(origin))];
  handler.onRequestStart?.(CONNECTION, undefined);
  handler.onResponseStart?.(CONNECTION, 200, headers, 'OK');
  handler.onResponseData?.(CONNECTION, body);
  handler.onResponseEnd?.(CONNECTION, {});
  return true;
};

export const IN_MEMORY: Answers = { roots: ROOTS, fetch: instantFetch };

/** Refuses at once, and says when to come back. */
export const refusingFetch = (): Promise<Response> =>
  Promise.resolve(
    new Response(
      JSON.stringify({
        error: { message: 'Rate limit reached', type: 'requests', param: null, code: 'rate_limit_exceeded' },
      }),
      { status: 429, headers: { 'content-type': 'application/json', 'retry-after': '3600' } },
    ),
  );
