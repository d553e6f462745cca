import * as z from 'zod/mini';
import { field, findProblems, throwProblems } from '../../core/check-options.js';
import { readEnvironment } from '../../core/environment.js';
import type { ApiKey } from '../../core/keys.js';
import { isLoopbackHost } from '../../transport/http/loopback.js';
import { resolveKeys } from '../provider-keys.js';
import { areFine, httpUrl, providerFields, SECRET_OPTIONS, type ProviderOptions } from '../provider-options.js';
import { isOllamaCloud, readOllamaHost } from './host.js';

/** Options of `ollama()`. */
export interface OllamaOptions extends ProviderOptions {
  /** The prefix of its models. @default 'ollama' */
  readonly name?: string | undefined;
  /**
   * The root, without `/api`: a daemon, or `https://ollama.com` with keys of Ollama Cloud.
   * @default OLLAMA_HOST in any of its forms, else 'http://127.0.0.1:11434'
   */
  readonly baseURL?: string | undefined;
  /**
   * `after-limit`: after a refusal for a usage limit, which tells no time, one look at `/api/balance` of Ollama Cloud, of
   * 1.5 s at most, so that the limit is waited for to its stated end. It needs a key.
   * Source: https://docs.ollama.com/api/balance.md
   * @default 'off'
   */
  readonly balance?: 'off' | 'after-limit' | undefined;
}

/** {@link OllamaOptions}, checked and complete. */
export interface OllamaSettings {
  readonly name: string;
  readonly baseURL: string;
  readonly keys: readonly ApiKey[];
  readonly rotatesKeys: boolean;
  /** It is a daemon on this machine. */
  readonly isLocal: boolean;
  readonly balance: 'off' | 'after-limit';
}

const schema = z.strictObject({
  ...providerFields,
  balance: z.optional(field((value) => value === 'off' || value === 'after-limit', "'off' or 'after-limit'")),
});

const hostVariable = z.object({
  OLLAMA_HOST: field(
    (host) => httpUrl.safeParse(readOllamaHost(String(host))).success,
    'a host such as 127.0.0.1:11434, without a user name',
  ),
});

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError with all problems.
 */
export function resolveOllamaOptions(options: OllamaOptions): OllamaSettings {
  const problems = [...findProblems(options, { schema, secrets: SECRET_OPTIONS })];
  if (!areFine(options, ['baseURL'])) throwProblems('ollama()', problems);
  const host = options.baseURL ?? readEnvironment('OLLAMA_HOST') ?? 'http://127.0.0.1:11434';
  if (options.baseURL === undefined) problems.push(...findProblems({ OLLAMA_HOST: host }, { schema: hostVariable }));
  const baseURL = readOllamaHost(host) ?? '';
  const hostname = URL.canParse(baseURL) ? new URL(baseURL).hostname : '';
  const cloud = isOllamaCloud(hostname);
  let keys: readonly ApiKey[] = [];
  if (areFine(options, ['apiKey', 'apiKeys'])) {
    const found = resolveKeys({
      apiKey: options.apiKey,
      apiKeys: options.apiKeys,
      // OLLAMA_API_KEY is a key of the cloud: no other host is to see it.
      environment: cloud ? ['OLLAMA_API_KEY'] : [],
      neededBy: cloud ? hostname : undefined,
    });
    keys = found.keys;
    problems.push(...found.problems);
  }
  throwProblems('ollama()', problems);
  return {
    name: options.name ?? 'ollama',
    baseURL,
    keys,
    // A daemon signs with a key of its own, whatever the request brings: another one changes nothing.
    rotatesKeys: !isLoopbackHost(hostname),
    isLocal: isLoopbackHost(hostname),
    balance: options.balance ?? 'off',
  };
}
