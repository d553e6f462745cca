import * as z from 'zod/mini';
import { field } from '../core/check-options.js';
import type { ApiKeyInput } from '../core/keys.js';
import { limitsField } from '../core/limit-fields.js';
import { integerField, policiesField, timeoutsField } from '../core/option-fields.js';
import type { LimitOptions } from '../core/rate-limits.js';
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
  /** Limits that are known beforehand; they win over the client's, figure by figure. Default: learnt from its answers. */
  readonly limits?: LimitOptions | undefined;
  /** Where the API is. */
  readonly baseURL?: string | undefined;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
// What fetch takes as a header's value; a line break would end the header. https://fetch.spec.whatwg.org/#header-value
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const KEY = /^[\x21-\x7e]+$/;
const KEY_FIELDS: readonly string[] = ['key', 'project', 'account', 'label'];

/** The names of options whose values are never printed: they hold keys, or may. */
export const SECRET_OPTIONS: readonly string[] = ['apiKey', 'apiKeys', 'headers'];

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Whether it is a key, alone or with its names. */
export function isKeyInput(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return isText(value) && KEY.test(value);
  const { key, ...rest } = value as Record<string, unknown>;
  return (
    isText(key) &&
    KEY.test(key) &&
    Object.entries(rest).every(([name, text]) => KEY_FIELDS.includes(name) && (text === undefined || isText(text)))
  );
}

function isHttpUrl(value: unknown): boolean {
  if (!isText(value) || !URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
}

const keyInput = field<ApiKeyInput>(
  isKeyInput,
  'a key, or { key, project?, account?, label? }: printable characters without spaces or line breaks',
);

/** A base URL. */
export const httpUrl = field<string>(isHttpUrl, 'a URL of http or https, without a user name (use `headers` for that)');

/** The schema of {@link ProviderOptions}; a provider adds its own to it. */
export const providerFields = {
  name: z.optional(field((value) => isText(value) && /^[^/\s]+$/.test(value), 'a name without "/" and spaces')),
  apiKey: z.optional(keyInput),
  apiKeys: z.optional(z.array(keyInput, 'a list of keys').check(z.minLength(1, 'a list of at least one key'))),
  headers: z.optional(
    z.record(
      z.string().check(z.regex(HEADER_NAME, 'the name of a header')),
      field((value) => typeof value === 'string' && HEADER_VALUE.test(value), 'a text without line breaks'),
      'an object of header names and texts',
    ),
  ),
  timeouts: z.optional(timeoutsField()),
  concurrency: z.optional(integerField(1)),
  policies: z.optional(policiesField()),
  limits: z.optional(limitsField()),
  baseURL: z.optional(httpUrl),
} as const;

/** Whether nothing is wrong with some options, so that what follows from them can be looked at, too. */
export function areFine(options: unknown, names: readonly (keyof ProviderOptions)[]): options is object {
  return z.object(Object.fromEntries(names.map((name) => [name, providerFields[name]]))).safeParse(options).success;
}

/** The given headers by their names in lower case. */
export function lowerCaseNames(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** An object without the properties that are undefined, so that spreading it over defaults keeps these. */
export function definedOnly<Value extends object>(value: Value | undefined): Value | Record<string, never> {
  if (value === undefined) return {};
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as Value;
}
