import * as z from 'zod/mini';
import { field, findProblems, throwProblems } from '../../core/check-options.js';
import type { ApiKey } from '../../core/keys.js';
import { isLoopbackHost } from '../../transport/http/loopback.js';
import { resolveKeys } from '../provider-keys.js';
import { areFine, providerFields, SECRET_OPTIONS, type ProviderOptions } from '../provider-options.js';

/** Which of Google's packages is used. */
export type GeminiSdk = 'genai' | 'generative-ai';

/** Options of `gemini()`. */
export interface GeminiOptions extends ProviderOptions {
  /** The prefix of its models. @default 'gemini' */
  readonly name?: string | undefined;
  /** The root, without a version. @default 'https://generativelanguage.googleapis.com' */
  readonly baseURL?: string | undefined;
  /**
   * `genai` is the package `@google/genai`. `generative-ai` is `@google/generative-ai`, which Google has archived: it
   * gives no way to its requests, so they go through no proxy, follow redirects, obey no `connect` timeout, end after 300 s without a
   * byte, and errors come without headers, lists of errors without text.
   * @default whichever is installed, `genai` if both are
   */
  readonly sdk?: GeminiSdk | undefined;
}

/** {@link GeminiOptions}, checked and complete. */
export interface GeminiSettings {
  readonly name: string;
  readonly baseURL: string;
  readonly keys: readonly ApiKey[];
  readonly sdk: GeminiSdk | undefined;
}

const GOOGLE = 'https://generativelanguage.googleapis.com';

const schema = z.strictObject({
  ...providerFields,
  sdk: z.optional(field((value) => value === 'genai' || value === 'generative-ai', "'genai' or 'generative-ai'")),
});

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError with all problems.
 */
export function resolveGeminiOptions(options: GeminiOptions): GeminiSettings {
  const problems = [...findProblems(options, { schema, secrets: SECRET_OPTIONS })];
  if (!areFine(options, ['baseURL'])) throwProblems('gemini()', problems);
  const baseURL = (options.baseURL ?? GOOGLE).replace(/\/+$/, '');
  const { hostname } = new URL(baseURL);
  let keys: readonly ApiKey[] = [];
  if (areFine(options, ['apiKey', 'apiKeys'])) {
    const found = resolveKeys({
      apiKey: options.apiKey,
      apiKeys: options.apiKeys,
      // The SDK prefers GOOGLE_API_KEY, and warns: that one is often a key of something else of Google's.
      environment: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
      neededBy: isLoopbackHost(hostname) ? undefined : `gemini (${hostname})`,
    });
    keys = found.keys;
    problems.push(...found.problems);
  }
  throwProblems('gemini()', problems);
  return { name: options.name ?? 'gemini', baseURL, keys, sdk: options.sdk };
}
