/** The providers that this program is built with; each is also the prefix of its models. */
export const PROVIDER_NAMES = ['ollama', 'openai', 'gemini'] as const;

export type ProviderName = (typeof PROVIDER_NAMES)[number];

export function isProviderName(value: unknown): value is ProviderName {
  return PROVIDER_NAMES.some((name) => name === value);
}
