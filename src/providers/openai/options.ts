import * as z from 'zod/mini';
import { field, findProblems, throwProblems } from '../../core/check-options.js';
import { showValue } from '../../core/show-value.js';
import { readEnvironment } from '../../core/environment.js';
import type { ApiKey } from '../../core/keys.js';
import { didYouMean } from '../../core/nearest.js';
import { isLoopbackHost } from '../../transport/http/loopback.js';
import { resolveKeys } from '../provider-keys.js';
import { hostFeatures, type HostFeatures, type StructuredOutput } from './host-features.js';
import { areFine, httpUrl, providerFields, SECRET_OPTIONS, type ProviderOptions } from '../provider-options.js';
import { VENDOR_NAMES, vendorOfHost, VENDORS, type VendorName, type VendorSpec } from './vendors.js';

/** Options of `openai()`. */
export interface OpenAIOptions extends ProviderOptions {
  /**
   * The prefix of its models, for another host than OpenAI: `openai({ name: 'openrouter', baseURL })`. With a name of
   * your own the key comes from `<NAME>_API_KEY`, never from OPENAI_API_KEY.
   * @default 'openai'
   */
  readonly name?: string | undefined;
  /**
   * With its `/v1`, as the SDK takes it; what follows a `?` is sent with every request.
   * @default the vendor's; else OPENAI_BASE_URL (under the default name), else 'https://api.openai.com/v1'
   */
  readonly baseURL?: string | undefined;
  /**
   * Whose API it is: `openai({ vendor: 'groq' })`. It brings the `baseURL`, the environment variable of the key
   * (GROQ_API_KEY), the `name`, and what is particular about its requests. The vendor of a known host need not be named.
   * @default the one that the host of `baseURL` belongs to
   */
  readonly vendor?: VendorName | undefined;
  /**
   * How the host can be asked for an answer that fits a schema: `json-schema` by its own mechanism; `json-object` for
   * any JSON, with the schema as an instruction; `instruction` by words alone. The answer is checked in any case.
   * @default what is known of the host, else 'json-schema'
   */
  readonly structuredOutput?: StructuredOutput | undefined;
}

/** {@link OpenAIOptions}, checked and complete. */
export interface OpenAISettings {
  readonly name: string;
  readonly baseURL: string;
  /** What stood behind the `?` of the base URL, such as Azure's `api-version`. */
  readonly query: Readonly<Record<string, string>>;
  /** What is particular about the host; `undefined` where nothing is known of it. */
  readonly vendor: VendorSpec | undefined;
  readonly keys: readonly ApiKey[];
  /** The host is OpenAI's own, and takes what others don't know yet. */
  readonly ownHost: boolean;
  /** Whether the host is this machine. */
  readonly isLocal: boolean;
  readonly features: HostFeatures;
  /** The provider goes by the SDK's own name, so the SDK's own variables are meant for it. */
  readonly ownName: boolean;
}

const OWN_NAME = 'openai';

const schema = z.strictObject({
  ...providerFields,
  vendor: z.optional(z.unknown()),
  structuredOutput: z.optional(
    field(
      (value) => value === 'json-schema' || value === 'json-object' || value === 'instruction',
      "'json-schema', 'json-object' or 'instruction'",
    ),
  ),
});

function keyVariable(name: string): string {
  return `${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_API_KEY`;
}

function isVendorName(value: unknown): value is VendorName {
  return (VENDOR_NAMES as readonly unknown[]).includes(value);
}

function vendorProblems(vendor: unknown): string[] {
  if (vendor === undefined || isVendorName(vendor)) return [];
  const hint = didYouMean(vendor, VENDOR_NAMES) || '; for another host give its `baseURL` and a `name`';
  return [`Expected \`vendor\` to be one of ${VENDOR_NAMES.join(', ')}, got \`${showValue(vendor)}\`${hint}`];
}

/** Where keys may come from: variables of the name that the user chose, and of the vendor that the host belongs to. */
function keyVariables(from: {
  readonly name: string;
  readonly named: boolean;
  readonly vendor: VendorName | undefined;
}): string[] {
  const { name, named, vendor } = from;
  // As with the SDK, OpenAI's variable is for whatever its own name stands for; a host that is known has one of its own.
  if (name === OWN_NAME) {
    return [...(vendor === undefined || vendor === OWN_NAME ? [] : VENDORS[vendor].keys), 'OPENAI_API_KEY'];
  }
  // OpenAI's own key is for those who call it by its name.
  const ofVendor = vendor === undefined || (vendor === OWN_NAME && !named) ? [] : VENDORS[vendor].keys;
  return [...new Set([...(name === vendor ? [] : [keyVariable(name)]), ...ofVendor])];
}

/** A base URL and what stood behind its `?`. */
function splitQuery(baseURL: string): Pick<OpenAISettings, 'baseURL' | 'query'> {
  const url = URL.canParse(baseURL) ? new URL(baseURL) : undefined;
  if (url === undefined || url.search === '') return { baseURL, query: {} };
  const query = Object.fromEntries(url.searchParams);
  url.search = '';
  return { baseURL: url.href.replace(/\/$/, ''), query };
}

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError with all problems.
 */
export function resolveOpenAIOptions(options: OpenAIOptions): OpenAISettings {
  const problems = [...findProblems(options, { schema, secrets: SECRET_OPTIONS }), ...vendorProblems(options?.vendor)];
  if (!areFine(options, ['name', 'baseURL']) || problems.some((problem) => problem.includes('`vendor`')))
    throwProblems('openai()', problems);
  const { vendor: named } = options;
  const name = options.name ?? named ?? OWN_NAME;
  const ownName = name === OWN_NAME;
  const ofVendor: VendorSpec = VENDORS[named ?? OWN_NAME];
  const fromEnvironment = ownName ? readEnvironment('OPENAI_BASE_URL') : undefined;
  const given = options.baseURL ?? fromEnvironment ?? ofVendor.baseURL;
  if (given === undefined)
    problems.push(`Expected \`baseURL\` to be given: every customer of ${ofVendor.title} has their own`);
  const { baseURL, query } = splitQuery(given ?? VENDORS.openai.baseURL);
  problems.push(...findProblems({ OPENAI_BASE_URL: baseURL }, { schema: z.object({ OPENAI_BASE_URL: httpUrl }) }));
  const hostname = URL.canParse(baseURL) ? new URL(baseURL).hostname : '';
  const vendor = named ?? vendorOfHost(hostname);
  let keys: readonly ApiKey[] = [];
  if (areFine(options, ['apiKey', 'apiKeys'])) {
    const found = resolveKeys({
      apiKey: options.apiKey,
      apiKeys: options.apiKeys,
      environment: keyVariables({ name, named: named !== undefined, vendor }),
      neededBy: isLoopbackHost(hostname) ? undefined : `${name} (${hostname})`,
    });
    keys = found.keys;
    problems.push(...found.problems);
  }
  throwProblems('openai()', problems);
  const spec: VendorSpec | undefined = vendor === undefined ? undefined : VENDORS[vendor];
  return {
    name,
    baseURL,
    query,
    vendor: spec,
    features: hostFeatures(spec?.features, options.structuredOutput),
    keys,
    ownHost: vendorOfHost(hostname) === OWN_NAME,
    isLocal: isLoopbackHost(hostname),
    ownName,
  };
}
