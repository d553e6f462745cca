import { SetupError } from '../../core/setup-error.js';
import type { HttpTransport } from '../../transport/http/http-transport.js';
import { createSdkLoader } from '../load-sdk.js';
import type { GeminiSettings } from './options.js';
import { createGenAIPort } from './genai-port.js';
import { createGenerativeAIPort } from './generative-ai-port.js';
import type { GeminiPort } from './sdk-port.js';

const loadGenAI = createSdkLoader('@google/genai', () => import('@google/genai'));
const loadGenerativeAI = createSdkLoader('@google/generative-ai', () => import('@google/generative-ai'));

interface Connection {
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: HttpTransport;
}

async function openGenAIPort(options: Connection & { readonly baseURL: string }): Promise<GeminiPort> {
  const [sdk] = await Promise.all([loadGenAI(), options.transport.prepare()]);
  return createGenAIPort(sdk, options);
}

async function openPort(settings: GeminiSettings, connection: Connection): Promise<GeminiPort> {
  const options = { baseURL: settings.baseURL, ...connection };
  switch (settings.sdk) {
    case 'genai':
      return openGenAIPort(options);
    case 'generative-ai':
      return createGenerativeAIPort(await loadGenerativeAI(), options);
    case undefined:
      try {
        return await openGenAIPort(options);
      } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        const sdk = await loadGenerativeAI().catch(() => undefined);
        // Of the two the first is the one to install.
        if (sdk === undefined) throw error;
        return createGenerativeAIPort(sdk, options);
      }
  }
  return settings.sdk satisfies never;
}

/**
 * Opens the port at the first call: the package that the settings name, else whichever is installed. At once, where it was
 * opened before.
 */
export function createPortLoader(...arguments_: Parameters<typeof openPort>): () => GeminiPort | Promise<GeminiPort> {
  let port: GeminiPort | Promise<GeminiPort> | undefined;
  const open = async (): Promise<GeminiPort> => {
    try {
      return (port = await openPort(...arguments_));
    } catch (error) {
      port = undefined;
      throw error;
    }
  };
  return () => (port ??= open());
}
