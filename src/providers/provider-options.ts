import * as z from 'zod';
import { DURATION_EXPECTATION, durationToMs } from '../core/duration.js';
import { isErrorKind } from '../core/error-kinds.js';
import type { ApiKeyInput } from '../core/keys.js';
import type { Policies } from '../core/request.js';
import type { TimeoutOptions } from '../core/timeouts.js';

/** What every provider takes. */
export interface ProviderOptions {
  /** The prefix of its models: `name/model`. Default: the name of the function. */
  readonly name?: string | undefined;
  /** One key; `apiKeys` takes several. */
  readonly apiKey?: ApiKeyInput | undefined;
  /** Keys in the order of their use. Default: the environment variables of the provider's SDK. */
  readonly apiKeys?: readonly ApiKeyInput[] | undefined;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Limits on the time of one attempt; they win over the client's. */
  readonly timeouts?: TimeoutOptions | undefined;
  /** How many requests may be under way at the same time. Default: the client's. */
  readonly concurrency?: number | undefined;
  /** What to do about each kind of error; they win over the client's. */
  readonly policies?: Policies | undefined;
  /** Where the API is. */
  readonly baseURL?: string | undefined;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
// What fetch takes as a header's value; a line break would end the header. https://fetch.spec.whatwg.org/#header-value
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const KEY = /^[\x21-\x7e]+$/;

const text = z.string({ error: 'a text' }).min(1, { error: 'a text' });
const key = z.string({ error: 'a key: printable characters without spaces' }).regex(KEY, {
  error: 'a key: printable characters without spaces or line breaks',
});
const keyInput = z.union(
  [key, z.strictObject({ key, project: text.optional(), account: text.optional(), label: text.optional() })],
  { error: 'a key, or { key, project?, account?, label? }: printable characters without spaces or line breaks' },
);

const duration = z.custom((value) => value === false || durationToMs(value) !== undefined, {
  error: `${DURATION_EXPECTATION}; or false`,
});

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

/** The expectation of a base URL. */
export const httpUrl = z
  .string({ error: 'a URL of http or https' })
  .refine(isHttpUrl, { error: 'a URL of http or https without a user name (use `headers` for that)' });

const POLICY_TYPES: ReadonlySet<unknown> = new Set(['staged', 'exponential', 'until-reset', 'stop']);
// The client, which decides by them, checks what is inside of a policy.
const policy = z.custom(
  (value) => typeof value === 'object' && value !== null && POLICY_TYPES.has((value as { type?: unknown }).type),
  { error: 'a policy: staged(), exponential(), untilReset() or stop()' },
);

/** The schema of {@link ProviderOptions}; a provider adds its own to it. */
export const providerOptionsShape = {
  name: z
    .string({ error: 'a name without "/"' })
    .regex(/^[^/\s]+$/, { error: 'a name without "/" and spaces' })
    .optional(),
  apiKey: keyInput.optional(),
  apiKeys: z.array(keyInput, { error: 'a list of keys' }).min(1, { error: 'a list of at least one key' }).optional(),
  headers: z
    .record(
      z.string().regex(HEADER_NAME, { error: 'the name of a header' }),
      z.string({ error: 'a text' }).regex(HEADER_VALUE, { error: 'a text without line breaks' }),
      {
        error: 'an object of header names and texts',
      },
    )
    .optional(),
  timeouts: z
    .strictObject(
      {
        connect: duration.optional(),
        firstToken: duration.optional(),
        idle: duration.optional(),
        answer: duration.optional(),
        total: duration.optional(),
      },
      { error: 'an object of timeouts' },
    )
    .optional(),
  concurrency: z.int({ error: 'an integer >= 1' }).min(1, { error: 'an integer >= 1' }).optional(),
  policies: z
    .record(z.string().refine(isErrorKind, { error: 'a kind of error' }), policy.optional(), {
      error: 'an object of policies by kind of error',
    })
    .optional(),
  limits: z.undefined({ error: 'left out: limits are not available yet' }).optional(),
} as const;

/** The given headers by their names in lower case. */
export function lowerCaseNames(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** An object without the properties that are undefined, so that spreading it over defaults keeps these. */
export function definedOnly<Value extends object>(value: Value | undefined): Value | Record<string, never> {
  if (value === undefined) return {};
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Value;
}
