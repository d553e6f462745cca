import type { Provider } from 'llm-resilience';
import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';
import type { BookJob } from './book-job.js';
import type { BaseUrls } from './option-reader.js';
import { isProviderName, type ProviderName } from './provider-names.js';
import { UsageError } from './user-error.js';

const FACTORIES = { ollama, openai, gemini } as const;

/** Variables, such as those of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The providers that a job's models need. Several keys come from `<NAME>_API_KEYS`; one is found by the library itself
 * in the variables of that provider's SDK.
 * @throws UsageError with the problems of all providers, such as a key that is missing.
 */
export function createProviders(
  job: Pick<BookJob, 'model' | 'fallbacks'>,
  options: { readonly baseUrls: BaseUrls; readonly environment: Environment },
): readonly Provider[] {
  const prefixes = new Set([job.model, ...job.fallbacks].map((model) => model.split('/', 1)[0]));
  const providers: Provider[] = [];
  const problems: string[] = [];
  for (const name of [...prefixes].filter(isProviderName)) {
    const baseURL = options.baseUrls[name];
    const apiKeys = listedKeys(name, options.environment);
    try {
      providers.push(
        FACTORIES[name]({
          ...(baseURL === undefined ? {} : { baseURL }),
          ...(apiKeys.length === 0 ? {} : { apiKeys }),
        }),
      );
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      problems.push(`${error.message} (Several keys, separated by commas, go into ${listVariable(name)}.)`);
    }
  }
  if (problems.length > 0) throw new UsageError(problems);
  return providers;
}

function listedKeys(name: ProviderName, environment: Environment): readonly string[] {
  const text = environment[listVariable(name)] ?? '';
  return text.split(',').flatMap((key) => (key.trim() === '' ? [] : [key.trim()]));
}

function listVariable(name: ProviderName): string {
  return `${name.toUpperCase()}_API_KEYS`;
}
