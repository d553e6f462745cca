import type { Provider } from '../../../src/core/provider.js';
import { gemini } from '../../../src/providers/gemini/index.js';
import { ollama } from '../../../src/providers/ollama/index.js';
import { openai } from '../../../src/providers/openai/index.js';
import { CORPUS_FILES, readRecords, type CorpusRecord } from '../../corpus/records.js';

/** A way through one SDK for all records that could have come that way. */
export interface CorpusPass {
  /** Whose records they are. */
  readonly provider: string;
  /** The provider, and the SDK. */
  readonly name: string;
  readonly records: readonly CorpusRecord[];
  /** The adapter of a server at `url`. */
  create(url: string): Provider;
}

const KEY = 'sk-corpus-0123456789abcdef';

const all = CORPUS_FILES.flatMap((file) => readRecords(file)).filter(({ transport }) => transport !== 'thrown');

/** The records that were served by one provider's own hosts. */
function served(provider: string, isOfForm: (body: unknown) => boolean = () => true): readonly CorpusRecord[] {
  return all.filter((record) => record.provider === provider && isOfForm(parsed(record.body)));
}

function parsed(body: string | undefined): unknown {
  try {
    return JSON.parse((body ?? '').replace(/^data: /, '')) as unknown;
  } catch {
    return body;
  }
}

/** `{ error: { … } }`: how Ollama answers on its /v1, and Google on both of its paths. */
function isNested(body: unknown): boolean {
  return typeof body === 'object' && body !== null && typeof (body as { error?: unknown }).error === 'object';
}

/** Of Google's two forms of an error the list is that of the OpenAI-compatible endpoint and of other products. */
function isGenerateContent(body: unknown): boolean {
  return !Array.isArray(body) && (body as { event_type?: unknown } | null)?.event_type === undefined;
}

/**
 * Every record through the adapter of its provider, whatever endpoint it came from; and once more through the other
 * SDKs that can get it: those of compatible endpoints through `openai`, Gemini's own through Google's older package.
 */
export const PASSES: readonly CorpusPass[] = [
  {
    provider: 'ollama',
    name: 'ollama by ollama',
    records: served('ollama'),
    create: (url) => ollama({ baseURL: url, apiKey: KEY }),
  },
  {
    provider: 'ollama',
    name: 'ollama by openai',
    records: served('ollama', isNested),
    create: (url) => openai({ name: 'ollama', baseURL: `${url}/v1`, apiKey: KEY }),
  },
  {
    provider: 'openai',
    name: 'openai by openai',
    records: served('openai'),
    create: (url) => openai({ baseURL: `${url}/v1`, apiKey: KEY }),
  },
  {
    provider: 'openai-compatible',
    name: 'openai-compatible by openai',
    records: served('openai-compatible'),
    create: (url) => openai({ name: 'compatible', baseURL: `${url}/v1`, apiKey: KEY }),
  },
  {
    provider: 'gemini',
    name: 'gemini by genai',
    records: served('gemini'),
    create: (url) => gemini({ baseURL: url, apiKey: KEY, sdk: 'genai' }),
  },
  {
    provider: 'gemini',
    name: 'gemini by generative-ai',
    records: served('gemini', isGenerateContent),
    create: (url) => gemini({ baseURL: url, apiKey: KEY, sdk: 'generative-ai' }),
  },
  {
    provider: 'gemini',
    name: 'gemini by openai',
    records: served('gemini', (body) => Array.isArray(body) || body === ''),
    create: (url) => openai({ name: 'gemini', baseURL: `${url}/v1beta/openai`, apiKey: KEY }),
  },
];

/** The records that a runtime or an SDK threw. */
export const THROWN: readonly CorpusRecord[] = CORPUS_FILES.flatMap((file) => readRecords(file)).filter(
  ({ transport }) => transport === 'thrown',
);
