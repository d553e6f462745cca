import * as z from 'zod/mini';
import { field, findProblems, throwProblems } from '../../core/check-options.js';
import { readEnvironment } from '../../core/environment.js';
import type { ApiKey } from '../../core/keys.js';
import { isLoopbackHost } from '../../transport/loopback.js';
import { resolveKeys } from '../provider-keys.js';
import { hostFeatures, type HostFeatures, type StructuredOutput } from './host-features.js';
import { areFine, httpUrl, providerFields, SECRET_OPTIONS, type ProviderOptions } from '../provider-options.js';

/** Options of `openai()`. */
export interface OpenAIOptions extends ProviderOptions {
  /**
   * The prefix of its models, for another host than OpenAI: `openai({ name: 'openrouter', baseURL })`. With a name of
   * your own the key comes from `<NAME>_API_KEY`, never from OPENAI_API_KEY.
   * @default 'openai'
   */
  readonly name?: string | undefined;
  /**
   * With its `/v1`, as the SDK takes it.
   * @default OPENAI_BASE_URL (under the default name), else 'https://api.openai.com/v1'
   */
  readonly baseURL?: string | undefined;
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
  readonly keys: readonly ApiKey[];
  /** The host is OpenAI's own, and takes what others don't know yet. */
  readonly ownHost: boolean;
  readonly features: HostFeatures;
  /** The provider goes by the SDK's own name, so the SDK's own variables are meant for it. */
  readonly ownName: boolean;
}

const OWN_NAME = 'openai';
const OWN_BASE_URL = 'https://api.openai.com/v1';

const schema = z.strictObject({
  ...providerFields,
  structuredOutput: z.optional(
    field(
      (value) => value === 'json-schema' || value === 'json-object' || value === 'instruction',
      "'json-schema', 'json-object' or 'instruction'",
    ),
  ),
});

/** OpenAI's API, regional hosts such as eu.api.openai.com included. */
function isOwnHost(hostname: string): boolean {
  return hostname === 'api.openai.com' || hostname.endsWith('.api.openai.com');
}

function keyVariable(name: string): string {
  return `${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_API_KEY`;
}

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError with all problems.
 */
export function resolveOpenAIOptions(options: OpenAIOptions): OpenAISettings {
  const problems = [...findProblems(options, { schema, secrets: SECRET_OPTIONS })];
  if (!areFine(options, ['name', 'baseURL'])) throwProblems('openai()', problems);
  const name = options.name ?? OWN_NAME;
  const ownName = name === OWN_NAME;
  const fromEnvironment = ownName ? readEnvironment('OPENAI_BASE_URL') : undefined;
  const baseURL = options.baseURL ?? fromEnvironment ?? OWN_BASE_URL;
  problems.push(...findProblems({ OPENAI_BASE_URL: baseURL }, { schema: z.object({ OPENAI_BASE_URL: httpUrl }) }));
  const hostname = URL.canParse(baseURL) ? new URL(baseURL).hostname : '';
  let keys: readonly ApiKey[] = [];
  if (areFine(options, ['apiKey', 'apiKeys'])) {
    const found = resolveKeys({
      apiKey: options.apiKey,
      apiKeys: options.apiKeys,
      environment: [ownName ? 'OPENAI_API_KEY' : keyVariable(name)],
      neededBy: isLoopbackHost(hostname) ? undefined : `${name} (${hostname})`,
    });
    keys = found.keys;
    problems.push(...found.problems);
  }
  throwProblems('openai()', problems);
  const known = hostFeatures(hostname);
  const features = { ...known, structuredOutput: options.structuredOutput ?? known.structuredOutput };
  return { name, baseURL, keys, ownHost: isOwnHost(hostname), features, ownName };
}
