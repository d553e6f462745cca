import type OpenAI from 'openai';
import { LONGEST_TIMER_MS } from '../../core/clock.js';
import { readEnvironment } from '../../core/environment.js';
import type { ResponseCapture } from '../../transport/answers/response-capture.js';
import { createSdkLoader } from '../load-sdk.js';
import type { OpenAISettings } from './options.js';

/** Constructing a client costs 23 µs, so all attempts share one: each brings its capture along in `fetchOptions`. */
const CAPTURE = Symbol('capture');

/** What the SDK knows in place of a key: what it throws and logs can't hold one. */
const PLACEHOLDER_KEY = 'set-by-llm-resilience';

interface CapturedInit extends RequestInit {
  readonly [CAPTURE]?: ResponseCapture;
}

/** The option of a request that hands its capture to {@link createOpenAIClient}'s fetch. */
export function captureOption(capture: ResponseCapture): RequestInit {
  return { [CAPTURE]: capture } as CapturedInit;
}

/** The `fetch` of the shared client: that of the capture which the request brings along. */
function send(url: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
  const capture = (init as CapturedInit | undefined)?.[CAPTURE];
  if (capture === undefined) throw new Error('The openai SDK lost the options of the request.');
  return capture.fetch(url, init);
}

/**
 * Leaves out the SDK's own timeout: a timer, a signal and its listener for each request, which nobody listens to here. A
 * version that times by another method sends by `fetch` all the same.
 */
function capturing(Client: typeof OpenAI): typeof OpenAI {
  return class extends Client {
    override fetchWithTimeout(url: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
      return send(url, init);
    }
  };
}

/**
 * Headers that the SDK would send to any host, taken away where the host goes by another name: OPENAI_CUSTOM_HEADERS
 * was not meant for it.
 */
export function foreignHeaders(settings: OpenAISettings): Record<string, undefined> {
  if (settings.ownName) return {};
  const lines = readEnvironment('OPENAI_CUSTOM_HEADERS')?.split('\n') ?? [];
  return Object.fromEntries(lines.map((line) => [line.split(':', 1).join('').trim().toLowerCase(), undefined]));
}

/** A client that sends every request once, by the capture of its attempt; at once, where the SDK was loaded before. */
export function createOpenAIClient(settings: OpenAISettings): () => OpenAI | Promise<OpenAI> {
  const loadSdk = createSdkLoader('openai', () => import('openai'));
  let client: OpenAI | undefined;
  const load = async (): Promise<OpenAI> => {
    const { OpenAI: Client } = await loadSdk();
    client ??= new (capturing(Client))({
      apiKey: PLACEHOLDER_KEY,
      adminAPIKey: null,
      // OPENAI_ORG_ID and OPENAI_PROJECT_ID are for OpenAI, not for hosts under another name.
      ...(settings.ownName ? {} : { organization: null, project: null }),
      baseURL: settings.baseURL,
      defaultQuery: settings.query,
      maxRetries: 0,
      timeout: LONGEST_TIMER_MS,
      logLevel: 'off',
      fetch: send,
    });
    return client;
  };
  return () => client ?? load();
}
