import * as z from 'zod/mini';
import { checkOptions, field, findProblems, throwProblems } from '../../core/check-options.js';
import { engineFields, hasMethods, tunableFields } from './engine-option-fields.js';
import { findAliasProblems, type ModelAliases } from '../models/model-names.js';

const PROVIDER_METHODS = ['chat', 'stream', 'close'];

/**
 * Checks the options of a client.
 * @throws TypeError that lists every problem with name, expectation and value
 */
export function checkClientOptions(options: unknown): void {
  const provider = field<NamedProvider>(isProvider, 'a provider, such as ollama()');
  const providers = z
    .array(provider, 'a list of providers, such as [ollama()]')
    .check(z.minLength(1, 'a list of at least one provider, such as [ollama()]'))
    .check((list) => {
      const twice = list.value.map(({ name }) => name).find((name, index, names) => names.indexOf(name) !== index);
      if (twice === undefined) return;
      const message = `a list of providers with names of their own (\`${twice}\` is there twice: give one a \`name\`)`;
      list.issues.push({ code: 'custom', input: list.value, message });
    });
  const schema = z.strictObject({ ...engineFields(), providers, models: z.optional(z.unknown()) });
  const problems = findProblems(options, { schema, secrets: ['providers'] });
  throwProblems('createClient()', [...problems, ...aliasProblems(options)]);
}

/** Aliases are looked at where the providers are known. */
function aliasProblems(options: unknown): readonly string[] {
  const { models, providers } = { ...(options as { readonly models?: unknown; readonly providers?: unknown } | null) };
  if (!Array.isArray(providers) || !providers.every(isProvider)) return [];
  return findAliasProblems(
    models,
    providers.map(({ name }: NamedProvider) => name),
  );
}

/**
 * Checks the names for lists of models.
 * @throws TypeError that lists every problem
 */
export function checkAliases(models: ModelAliases | undefined, prefixes: readonly string[]): void {
  throwProblems('configure()', findAliasProblems(models, prefixes));
}

interface NamedProvider {
  readonly name: string;
}

/**
 * Checks the options of a retry controller.
 * @throws TypeError that lists every problem; a key is never in it
 */
export function checkControllerOptions(options: unknown): void {
  const form = 'a list of keys, each of them once: texts or { key, project?, account?, label? }';
  const schema = z.strictObject({ ...engineFields(), keys: z.optional(field(isKeyList, form)) });
  checkOptions(options, { subject: 'createRetryController()', schema, secrets: ['keys'] });
}

/**
 * Checks what `configure()` takes.
 * @throws TypeError that lists every problem
 */
export function checkTunableOptions(options: unknown): void {
  checkOptions(options, { subject: 'configure()', schema: z.strictObject(tunableFields()) });
}

function isProvider(value: unknown): value is NamedProvider {
  if (!hasMethods(value, PROVIDER_METHODS)) return false;
  const { name } = value as { readonly name?: unknown };
  return isText(name) && name !== '';
}

function isKeyList(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const keys = value.map((entry: unknown) => (typeof entry === 'string' ? { key: entry } : { ...(entry as object) }));
  // One that is there twice would count as two projects.
  return keys.every(isKey) && new Set(keys.map(({ key }) => key)).size === keys.length;
}

function isKey({ key, ...names }: { readonly key?: unknown }): boolean {
  return (
    isText(key) &&
    key !== '' &&
    Object.entries(names).every(([name, text]) => ['project', 'account', 'label'].includes(name) && isText(text))
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
