import { AttemptFailure } from '../../src/core/attempt-failure.js';
import type { ErrorKnowledge } from '../../src/core/error-rule.js';
import { NO_KEY, resolveApiKeys, type ApiKeyInput } from '../../src/core/keys.js';
import type {
  AttemptContext,
  Provider,
  ProviderReply,
  ProviderRequest,
  ProviderStreamPart,
} from '../../src/core/provider.js';
import { geminiErrors } from '../../src/providers/gemini/rules.js';
import { ollamaErrors } from '../../src/providers/ollama/rules.js';
import { openaiErrors } from '../../src/providers/openai/rules.js';

/** What a scripted provider does with one request. */
export type Step = (
  request: ProviderRequest,
  attempt: AttemptContext,
) => Promise<ProviderReply> | AsyncIterable<ProviderStreamPart>;

/** A request that a scripted provider got. */
export interface ScriptedRequest {
  readonly model: string;
  readonly key: string | undefined;
  readonly at: number;
}

/** A provider that does what a test wrote down, one step a request; the last step repeats. */
export interface ScriptedProvider extends Provider {
  readonly requests: readonly ScriptedRequest[];
  prepare?: () => Promise<void>;
  /** Replaces what is left of the script. */
  script(...steps: readonly Step[]): void;
}

const KNOWLEDGE: Readonly<Record<string, ErrorKnowledge>> = {
  ollama: ollamaErrors,
  openai: openaiErrors,
  gemini: geminiErrors,
};

export function scriptedProvider(
  steps: readonly Step[] | ((request: ProviderRequest, attempt: AttemptContext) => Step),
  options: {
    readonly name?: string;
    readonly keys?: readonly ApiKeyInput[];
    readonly now?: () => number;
    readonly streamsChat?: boolean;
  } & Partial<Pick<Provider, 'policies' | 'timeouts' | 'concurrency' | 'rotatesKeys' | 'isLocal'>> = {},
): ScriptedProvider {
  const { name = 'ollama', keys = [], now = () => 0, streamsChat = false } = options;
  let script = steps;
  const requests: ScriptedRequest[] = [];
  const next = (request: ProviderRequest, attempt: AttemptContext): Step => {
    requests.push({ model: request.model, key: attempt.key, at: now() });
    if (typeof script === 'function') return script(request, attempt);
    const step = script[0];
    if (step === undefined) throw new Error('The script is empty.');
    if (script.length > 1) script = script.slice(1);
    return step;
  };
  return {
    name,
    errors: KNOWLEDGE[name] ?? { name, rules: [], calendars: {} },
    keys: keys.length === 0 ? [NO_KEY] : resolveApiKeys(keys),
    rotatesKeys: options.rotatesKeys ?? true,
    isLocal: options.isLocal ?? false,
    streamsChat,
    timeouts: options.timeouts ?? {},
    policies: options.policies ?? {},
    concurrency: options.concurrency,
    requests,
    script(...replacement) {
      script = replacement;
    },
    async chat(request, attempt) {
      const result = next(request, attempt)(request, attempt);
      if ('then' in result) return result;
      let text = '';
      for await (const part of result) {
        attempt.progress();
        if (part.type === 'text-delta') text += part.text;
        if (part.type === 'finish') return { ...part, text };
      }
      throw new AttemptFailure({ message: 'cut', code: 'STREAM_WITHOUT_END' });
    },
    async *stream(request, attempt) {
      const result = next(request, attempt)(request, attempt);
      if (!('then' in result)) {
        yield* result;
        return;
      }
      const { text, toolCalls = [], reasoning = '', usage, finishReason, raw } = await result;
      if (reasoning !== '') yield { type: 'reasoning-delta', text: reasoning };
      yield { type: 'text-delta', text };
      for (const toolCall of toolCalls) yield { type: 'tool-call', toolCall };
      yield { type: 'finish', usage, finishReason, raw };
    },
    close: () => Promise.resolve(),
  };
}

const USAGE = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };

/** Answers with a text. */
export const ok =
  (text = 'done'): Step =>
  () =>
    Promise.resolve({ text, usage: USAGE, finishReason: 'stop', raw: {} });

/** Answers with a failed response. */
export const respond =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Step =>
  () =>
    Promise.reject(
      new AttemptFailure({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }),
    );

/** Never answers; rejects with the reason of the attempt's abort. */
export const hang: Step = (_request, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });

/** Streams texts and ends properly, or as `then` says. */
export const streaming =
  (texts: readonly string[], then: 'finish' | 'cut' | 'hang' | Error = 'finish'): Step =>
  (_request, { signal }) =>
    (async function* () {
      for (const text of texts) yield { type: 'text-delta' as const, text };
      if (then === 'cut') return;
      if (then instanceof Error) throw then;
      if (then === 'hang')
        await new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            reject(signal.reason as Error);
          }),
        );
      yield { type: 'finish' as const, finishReason: 'stop' as const, usage: USAGE, raw: {} };
    })();

export const hourlyLimit = respond(429, {
  error: "you've reached your hourly usage limit, please wait or upgrade to continue",
});
export const sessionLimit = respond(429, {
  error: 'you (someone) have reached your session usage limit, upgrade for higher limits: https://ollama.com/upgrade',
});
export const weeklyLimit = respond(429, {
  error: 'you (someone) have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade',
});
export const modelNotFound = respond(404, { error: "model 'nope' not found" });
export const overloaded = respond(503, { error: 'Server overloaded, please retry shortly (ref: 1)' });
export const serverError = respond(500, { error: 'Internal Server Error (ref: 1)' });
export const unauthorized = respond(401, 'unauthorized\n');
export const badRequest = respond(400, { error: 'missing request body' });

/** A throttle that states its wait. */
export const rateLimit = (retryAfterSeconds?: number): Step =>
  respond(
    429,
    { error: { message: 'Rate limit reached for requests', type: 'requests', code: 'rate_limit_exceeded' } },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );
