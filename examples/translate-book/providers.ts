import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';
import type { BookJob } from './book-job.js';
import type { BaseUrls } from './option-reader.js';
import { isProviderName, type ProviderName } from './provider-names.js';
import { UsageError } from './user-error.js';

const FACTORIES = { ollama, openai, gemini } as const;

/** Variables that the SDKs read by themselves; without one of them these providers refuse every request. */
const KEY_VARIABLES: Readonly<Record<ProviderName, readonly string[]>> = {
  ollama: [],
  openai: ['OPENAI_API_KEY'],
  gemini: ['GEMINI_API_KEY', 'GOOGLE_API_KEY'],
};

type Environment = Readonly<Record<string, string | undefined>>;
type AnyProvider = ReturnType<(typeof FACTORIES)[ProviderName]>;

/**
 * The providers that a job's models need, with the keys of the environment.
 * @throws UsageError naming every provider that has no key.
 */
export function createProviders(
  job: Pick<BookJob, 'model' | 'fallbacks'>,
  options: { readonly baseUrls: BaseUrls; readonly environment: Environment },
): readonly AnyProvider[] {
  const prefixes = new Set([job.model, ...job.fallbacks].map((model) => model.split('/', 1)[0]));
  const names = [...prefixes].filter(isProviderName);
  const problems = names.flatMap((name) => missingKey(name, options.environment));
  if (problems.length > 0) throw new UsageError(problems);
  return names.map((name) => {
    const baseURL = options.baseUrls[name];
    const apiKeys = listedKeys(name, options.environment);
    return FACTORIES[name]({
      ...(baseURL === undefined ? {} : { baseURL }),
      ...(apiKeys.length === 0 ? {} : { apiKeys }),
    });
  });
}

function listedKeys(name: ProviderName, environment: Environment): readonly string[] {
  const text = environment[`${name.toUpperCase()}_API_KEYS`] ?? '';
  return text.split(',').flatMap((key) => (key.trim() === '' ? [] : [key.trim()]));
}

function missingKey(name: ProviderName, environment: Environment): readonly string[] {
  const variables = KEY_VARIABLES[name];
  const isSet = variables.some((variable) => (environment[variable] ?? '').trim() !== '');
  if (variables.length === 0 || isSet || listedKeys(name, environment).length > 0) return [];
  return [`There is no key for ${name}: set ${variables.join(' or ')}, or ${name.toUpperCase()}_API_KEYS for several.`];
}
