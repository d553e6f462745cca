import { showValue } from '../../core/show-value.js';
import { didYouMean } from '../../core/nearest.js';

/** Names for lists of models: the first is the model, the others are its fallbacks. A list may name other lists. */
export type ModelAliases = Readonly<Record<string, string | readonly string[]>>;

/** A request, as far as it names models. */
interface NamesModels {
  readonly model?: unknown;
  readonly fallbacks?: unknown;
}

/**
 * What is wrong with aliases, a sentence each.
 * @param prefixes the names of the providers that are there
 */
export function findAliasProblems(models: unknown, prefixes: readonly string[]): readonly string[] {
  if (models === undefined) return [];
  if (typeof models !== 'object' || models === null || Array.isArray(models)) {
    return [`Expected \`models\` to be an object of names and lists of models, got \`${showValue(models)}\``];
  }
  const problems: string[] = [];
  for (const [name, list] of Object.entries(models)) {
    if (name === '' || /[/\s]/.test(name)) {
      problems.push(
        `Expected the name \`models.${name}\` to be one word without "/": that is what tells it from a model`,
      );
    }
    if (!isModelList(list)) {
      const expected = "a model as 'provider/name', another name, or a list of at least one of these";
      problems.push(`Expected \`models.${name}\` to be ${expected}, got \`${showValue(list)}\``);
      continue;
    }
    for (const model of listOf(list)) problems.push(...entryProblems({ name, model }, { models, prefixes }));
  }
  // Rings are looked for where every name leads somewhere.
  return problems.length > 0 ? problems : ringProblems(models as ModelAliases);
}

function isModelList(list: unknown): list is string | readonly string[] {
  const entries: readonly unknown[] = Array.isArray(list) ? list : [list];
  return entries.length > 0 && entries.every((entry) => typeof entry === 'string' && entry !== '');
}

function listOf(list: string | readonly string[]): readonly string[] {
  return typeof list === 'string' ? [list] : list;
}

function entryProblems(
  { name, model }: { readonly name: string; readonly model: string },
  { models, prefixes }: { readonly models: object; readonly prefixes: readonly string[] },
): readonly string[] {
  const slash = model.indexOf('/');
  if (slash === -1) {
    if (Object.hasOwn(models, model)) return [];
    const known = Object.keys(models).filter((other) => other !== name);
    return [
      `Expected \`models.${name}\` to hold models as 'provider/name' or other names of \`models\`, got \`${showValue(model)}\`${didYouMean(model, known)}`,
    ];
  }
  const prefix = model.slice(0, slash);
  if (slash === model.length - 1)
    return [`Expected a model after the "/" in \`models.${name}\`, got \`${showValue(model)}\``];
  if (prefixes.includes(prefix)) return [];
  return [
    `No provider is called \`${prefix}\` (of \`${model}\` in \`models.${name}\`); configured are: ${prefixes.join(', ')}${didYouMean(prefix, prefixes)}`,
  ];
}

function ringProblems(models: ModelAliases): readonly string[] {
  const problems: string[] = [];
  const safe = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const start = path.indexOf(name);
    if (start !== -1) {
      const ring = [...path.slice(start), name].join(' -> ');
      problems.push(`Expected \`models.${name}\` not to lead back to itself, got \`${ring}\``);
      return;
    }
    if (safe.has(name)) return;
    for (const model of listOf(models[name] ?? [])) if (Object.hasOwn(models, model)) visit(model, [...path, name]);
    safe.add(name);
  };
  for (const name of Object.keys(models)) visit(name, []);
  return problems;
}

/** Knows the aliases of a client, and puts models in the place of names. */
export class ModelNames {
  #models: ModelAliases = {};
  #areThere = false;

  /** Lays aliases over those that are there, name by name. They must be checked already, by {@link merged}. */
  add(models: ModelAliases | undefined): void {
    this.#models = this.merged(models);
    this.#areThere = Object.keys(this.#models).length > 0;
  }

  /** What {@link add} would make of it. */
  merged(models: ModelAliases | undefined): ModelAliases {
    return { ...this.#models, ...models };
  }

  isAlias(name: unknown): name is string {
    return typeof name === 'string' && Object.hasOwn(this.#models, name);
  }

  /**
   * A request with models in the place of names; what names none stays as it is. The request's own fallbacks come after
   * those of its model's name.
   * @throws TypeError for a word that is no name, where there are names
   */
  expand<Request extends NamesModels>(request: Request): Request {
    if (!this.#areThere || typeof request !== 'object' || request === null) return request;
    const { model, fallbacks = [] } = request;
    const names: readonly unknown[] = [model, ...(Array.isArray(fallbacks) ? (fallbacks as unknown[]) : [])];
    for (const name of names) this.#checkWord(name);
    if (!names.some((name) => this.isAlias(name))) return request;
    const [first, ...others] = [...new Set(names.flatMap((name) => this.#modelsOf(name)))];
    // What is no list is told by the check of the request.
    return { ...request, model: first, fallbacks: Array.isArray(fallbacks) ? others : fallbacks };
  }

  #modelsOf(name: unknown): readonly unknown[] {
    if (!this.isAlias(name)) return [name];
    return listOf(this.#models[name] ?? []).flatMap((model) => this.#modelsOf(model));
  }

  #checkWord(name: unknown): void {
    const known = Object.keys(this.#models);
    const word: unknown = name;
    if (typeof word !== 'string' || word === '' || word.includes('/') || this.isAlias(name)) return;
    throw new TypeError(
      `Expected a model as 'provider/name', or one of the names in \`models\` (${known.join(', ')}), got \`${word}\`${didYouMean(word, known)}`,
    );
  }
}
