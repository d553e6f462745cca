import * as z from 'zod/mini';
import { field, findProblems, problemText } from '../../core/check-options.js';
import { showValue } from '../../core/show-value.js';
import { readEnvironment } from '../../core/environment.js';
import { didYouMean } from '../../core/nearest.js';
import type { Provider } from '../../core/provider.js';
import { checkClientOptions } from './check-options.js';
import type { ClientOptions } from '../client.js';
import { tunableFields } from './engine-option-fields.js';
import { findAliasProblems } from '../models/model-names.js';

/** Makes a provider from its options: `ollama`, `openai`, `gemini`, or one of your own. */
export type ProviderFactory = (options: never) => Provider;

/** What {@link parseOptions} needs beside the file: the factories that its `type`s name. */
export interface ParseOptionsContext {
  readonly providers: Readonly<Record<string, ProviderFactory>>;
}

const SUBJECT = 'parseOptions()';

/**
 * Reads the options of a client from JSON: `{ "providers": [{ "type": "ollama", … }], "maxWait": "24h", … }`. A key
 * is `{ "env": "NAME" }` (with `project`, `account` and `label` as usual), so that none stands in the file.
 * @param json the text of a file, or what `JSON.parse` made of it
 * @example createClient(parseOptions(await readFile('llm.json', 'utf8'), { providers: { ollama, openai } }))
 * @throws TypeError with all problems
 */
export function parseOptions(json: unknown, context: ParseOptionsContext): ClientOptions {
  const factories = (context as Partial<ParseOptionsContext> | null | undefined)?.providers;
  if (typeof factories !== 'object') {
    throw new TypeError(
      'Expected the second argument of parseOptions() to hold the functions that `type` may name, as in ' +
        'parseOptions(json, { providers: { ollama } }).',
    );
  }
  const parsed = typeof json === 'string' ? parseJson(json) : json;
  const schema = z.strictObject({
    ...tunableFields(),
    unref: z.optional(field((value) => typeof value === 'boolean', 'true or false')),
    models: z.optional(z.unknown()),
    providers: z.array(z.looseObject({ type: z.string() })).check(z.minLength(1, 'a list of at least one provider')),
  });
  const problems = [...findProblems(parsed, { schema, secrets: ['apiKey', 'apiKeys'] })];
  const entries = listOf((parsed as { readonly providers?: unknown } | null | undefined)?.providers);
  const providers: Provider[] = [];
  for (const [index, entry] of entries.entries()) {
    const made = makeProvider(entry, { name: `providers[${index}]`, factories });
    if ('problems' in made) problems.push(...made.problems);
    else providers.push(made.provider);
  }
  if (problems.length === 0) {
    const { models } = parsed as { readonly models?: unknown };
    const prefixes = providers.map(({ name }) => name);
    problems.push(...findAliasProblems(models, prefixes));
  }
  if (problems.length > 0) throw new TypeError(problemText(SUBJECT, problems));
  const options = { ...(parsed as Omit<ClientOptions, 'providers'>), providers };
  checkClientOptions(options);
  return options;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TypeError(`Expected JSON for ${SUBJECT}: ${(cause as Error).message}`, { cause });
  }
}

function listOf(value: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null);
}

type Made = { readonly provider: Provider } | { readonly problems: readonly string[] };

function makeProvider(
  entry: Record<string, unknown>,
  context: { readonly name: string; readonly factories: ParseOptionsContext['providers'] },
): Made {
  const { name, factories } = context;
  const { type, ...rest } = entry;
  // What is no text is told by the schema.
  if (typeof type !== 'string') return { problems: [] };
  const factory = Object.hasOwn(factories, type) ? factories[type] : undefined;
  if (factory === undefined) {
    const known = Object.keys(factories);
    const got = `\`${showValue(type)}\`${didYouMean(type, known)}`;
    return { problems: [`Expected \`${name}.type\` to be one of ${known.join(', ')}, got ${got}`] };
  }
  const problems: string[] = [];
  const options = { ...rest };
  if ('apiKey' in rest) options['apiKey'] = readKey(rest['apiKey'], { name: `${name}.apiKey`, problems });
  if (Array.isArray(rest['apiKeys'])) {
    options['apiKeys'] = rest['apiKeys'].map((key: unknown, index) =>
      readKey(key, { name: `${name}.apiKeys[${index}]`, problems }),
    );
  }
  if (problems.length > 0) return { problems };
  try {
    return { provider: factory(options as never) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { problems: [`\`${name}\`: ${error.message}`] };
  }
}

/** A key as it stands, or the one that an environment variable holds. */
function readKey(key: unknown, context: { readonly name: string; readonly problems: string[] }): unknown {
  if (typeof key !== 'object' || key === null || !('env' in key)) return key;
  const { env, ...rest } = key as { readonly env: unknown } & Record<string, unknown>;
  const value = typeof env === 'string' ? readEnvironment(env) : undefined;
  if (value !== undefined) return Object.keys(rest).length === 0 ? value : { ...rest, key: value };
  context.problems.push(
    typeof env === 'string'
      ? `Expected the environment variable ${env} of \`${context.name}\` to be set, it is not`
      : `Expected \`${context.name}.env\` to be the name of an environment variable, got \`${showValue(env)}\``,
  );
  return undefined;
}
