import * as z from 'zod/mini';
import { field, findProblems, throwProblems } from '../../core/check-options.js';
import type { ApiKeyInput } from '../../core/keys.js';
import { didYouMeanOr } from '../../core/nearest.js';
import { redactText } from '../../core/redact.js';
import { allWires } from '../../providers/wires.js';
import { findKeyProblems } from '../../providers/provider-keys.js';
import { httpUrl, isKeyInput } from '../../providers/provider-options.js';

/** An address that speaks an LLM's API under a name of its own: a gateway, a vendor that is not known. */
export interface FetchRoute {
  /** What the SDK takes as its base URL; all below it belongs to this route. */
  readonly baseURL: string;
  /** The name for events, limits, keys and policies. */
  readonly provider: string;
  /** The API that it speaks: `openai`, `anthropic`, `gemini` or `ollama`. @default the one that the path belongs to */
  readonly api?: string;
}

/** Options of a resilient `fetch` beside those of the controller. */
export interface ResilientFetchOptions {
  /**
   * What sends. @default the library's own: undici's without its 300-second limits, with proxies by the environment;
   * requests that are none to an LLM go to the global `fetch`
   */
  readonly fetch?: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  /** The name of the provider, whatever the host: for programs behind a gateway. @default known by its host */
  readonly provider?: string;
  /** Addresses that are not known by their host. @default none */
  readonly routes?: readonly FetchRoute[];
  /**
   * Keys to go on with where one is limited, in place of the SDK's own: for each provider by its name, or a list where
   * `provider` is set. @default the SDK's own key
   */
  readonly keys?: readonly ApiKeyInput[] | Readonly<Record<string, readonly ApiKeyInput[]>>;
  /**
   * How a call that failed for good ends: with the provider's own last `response` (or one like it where there is none)
   * that says `x-should-retry: false`, since SDKs ask again after a `fetch` that throws; or `throw`s the `LlmError`.
   * @default 'response'
   */
  readonly onFailure?: 'response' | 'throw';
  /**
   * `live`: a streamed answer is handed on as it comes, and one that breaks off after its first content fails, since what
   * was handed on can't be taken back. `whole`: it is handed on when all of it is there, and one that breaks off is asked
   * for again, unseen: for programs that stream and show nobody the pieces.
   * @default 'live'
   */
  readonly streams?: 'live' | 'whole';
}

/** {@link ResilientFetchOptions}, checked. */
export type FetchSettings = ResilientFetchOptions & {
  readonly keys: Readonly<Record<string, readonly ApiKeyInput[]>>;
};

const isKeys = (value: unknown): boolean => Array.isArray(value) && value.length > 0 && value.every(isKeyInput);
const name = (): z.ZodMiniType => field((value) => typeof value === 'string' && value !== '', 'a name');

/** The checks of {@link ResilientFetchOptions}. */
const fetchFields = () => ({
  fetch: z.optional(field((value) => typeof value === 'function', 'a function such as the global fetch')),
  provider: z.optional(name()),
  routes: z.optional(
    z.array(
      z.strictObject({
        baseURL: httpUrl,
        provider: name(),
        api: z.optional(
          field(
            (value) => allWires.some((api) => api.name === value),
            `one of ${allWires.map((api) => `'${api.name}'`).join(', ')}`,
          ),
        ),
      }),
    ),
  ),
  keys: z.optional(
    field(
      (value) =>
        isKeys(value) ||
        (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isKeys)),
      'a list of at least one key for each provider, such as { openai: [key1, key2] }',
    ),
  ),
  onFailure: z.optional(field((value) => value === 'response' || value === 'throw', "'response' or 'throw'")),
  streams: z.optional(field((value) => value === 'live' || value === 'whole', "'live' or 'whole'")),
});

/** The names of the options that are the fetch's own. */
export const FETCH_OPTIONS = ['fetch', 'provider', 'routes', 'keys', 'onFailure', 'streams'] as const;

/**
 * Before it is told which options are whose. What came is not shown: it may be a key.
 * @throws TypeError where they are no options at all
 */
export function requireFetchOptions(options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return;
  const got = options === null ? 'null' : Array.isArray(options) ? 'a list' : `a ${typeof options}`;
  throwProblems('resilientFetch()', [`Expected a client, a controller or an object of options, got ${got}`]);
}

/** Keys under a name that no request ever has would be keys that nobody uses. */
function unusedKeys(keys: Readonly<Record<string, unknown>>, options: ResilientFetchOptions): readonly string[] {
  const { provider, routes } = options;
  const named = Array.isArray(routes) ? routes.map((route: Partial<FetchRoute> | null) => route?.provider ?? '') : [];
  const anywhere = allWires.flatMap((api) => [api.name, api.loopbackName ?? '', ...api.hosts.map((host) => host.name)]);
  const known = [...new Set([...named, ...(provider === undefined ? anywhere : [provider])])].filter(Boolean);
  return Object.keys(keys).flatMap((of) => {
    if (known.includes(of)) return [];
    // A key may stand in the place of the name.
    const shown = /^[\w.-]{1,24}$/.test(of) ? redactText(of) : '…';
    return [`Unknown provider \`keys.${shown}\`${didYouMeanOr(of, known)}`];
  });
}

/**
 * Checks the options of a fetch.
 * @param others the checks of those that are its controller's
 * @throws TypeError that lists every problem; a key is never in it
 */
export function resolveFetchOptions(options: ResilientFetchOptions, others: z.core.$ZodShape = {}): FetchSettings {
  const schema = z.strictObject({ ...others, ...fetchFields() });
  const problems = [...findProblems(options, { schema, secrets: ['keys'] })];
  const { keys, provider } = options;
  const isList = Array.isArray(keys);
  if (!isList && typeof keys === 'object') problems.push(...unusedKeys(keys as Record<string, unknown>, options));
  if (isList && provider === undefined) {
    problems.push(
      'Expected `keys` to name the provider of each list, such as { openai: [key1, key2] }, or `provider` to be set',
    );
  }
  throwProblems('resilientFetch()', problems);
  const byProvider = isList ? { [provider ?? '']: keys as readonly ApiKeyInput[] } : keys;
  const lists = (byProvider ?? {}) as FetchSettings['keys'];
  throwProblems(
    'resilientFetch()',
    Object.entries(lists).flatMap(([of, list]) => findKeyProblems(isList ? 'keys' : `keys.${of}`, list)),
  );
  return { ...options, keys: lists };
}
