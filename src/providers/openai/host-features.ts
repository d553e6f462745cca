/** How a host can be asked for JSON of a certain form. */
export type StructuredOutput = 'json-schema' | 'json-object' | 'instruction';

/** What a host knows of requests, where hosts that speak the same API differ. */
export interface HostFeatures {
  /** `json-object`: any JSON, and the schema as an instruction; `instruction`: nothing but that. */
  readonly structuredOutput: StructuredOutput;
  /** `effort`: `reasoning_effort`; `object`: `reasoning: { effort, max_tokens }`. */
  readonly reasoning: 'effort' | 'object' | 'none';
  readonly seed: 'known' | 'ignored';
}

/** What most hosts know. */
const COMMON: HostFeatures = { structuredOutput: 'json-schema', reasoning: 'effort', seed: 'known' };

interface HostRow extends Partial<HostFeatures> {
  /** The end of the host's name. */
  readonly host: string;
  readonly source: string;
}

/** Hosts that differ from most, each with where that is known from. */
export const HOSTS: readonly HostRow[] = [
  {
    host: 'deepseek.com',
    structuredOutput: 'json-object',
    source: 'https://api-docs.deepseek.com/api/create-chat-completion',
  },
  {
    host: 'moonshot.ai',
    structuredOutput: 'json-object',
    source: 'https://platform.moonshot.ai/docs/guide/use-json-mode-feature-of-kimi-api',
  },
  {
    host: 'moonshot.cn',
    structuredOutput: 'json-object',
    source: 'https://platform.moonshot.cn/docs/guide/use-json-mode-feature-of-kimi-api',
  },
  { host: 'z.ai', structuredOutput: 'json-object', source: 'https://docs.z.ai/guides/capabilities/struct-output' },
  {
    host: 'bigmodel.cn',
    structuredOutput: 'json-object',
    source: 'https://docs.bigmodel.cn/cn/guide/capabilities/struct-output',
  },
  {
    host: 'anthropic.com',
    structuredOutput: 'instruction',
    reasoning: 'none',
    seed: 'ignored',
    source: 'https://docs.anthropic.com/en/api/openai-sdk',
  },
  { host: 'openrouter.ai', reasoning: 'object', source: 'https://openrouter.ai/docs/use-cases/reasoning-tokens' },
];

/** What a host knows of requests, by its name. */
export function hostFeatures(hostname: string): HostFeatures {
  const row = HOSTS.find(({ host }) => hostname === host || hostname.endsWith(`.${host}`));
  if (row === undefined) return COMMON;
  const { host: _host, source: _source, ...differences } = row;
  return { ...COMMON, ...differences };
}
