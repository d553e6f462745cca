import type { parseArgs } from 'node:util';
import type { BookJob } from './book-job.js';
import { parseChapterSelection } from './chapter-selection.js';
import { isProviderName, PROVIDER_NAMES, type ProviderName } from './provider-names.js';
import { UsageError } from './user-error.js';

/** Where a provider is asked, if not at its usual address. */
export type BaseUrls = Readonly<Partial<Record<ProviderName, string>>>;

/** The options as node:util reads them. */
export const OPTIONS = {
  out: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  model: { type: 'string' },
  fallback: { type: 'string', multiple: true },
  provider: { type: 'string' },
  'base-url': { type: 'string', multiple: true },
  concurrency: { type: 'string' },
  chapters: { type: 'string' },
  'piece-chars': { type: 'string' },
  'until-reset': { type: 'boolean' },
  demo: { type: 'boolean' },
  speed: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What it reads. */
export type OptionValues = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>['values'];

/** The provider of a model that is named `prefix/name`. */
export function prefixOf(model: string): ProviderName | undefined {
  const prefix = model.split('/', 1)[0];
  return isProviderName(prefix) ? prefix : undefined;
}

/** Reads options, and gathers what is wrong with them. */
export class OptionReader {
  readonly #values: OptionValues;
  readonly #problems: string[] = [];

  constructor(values: OptionValues) {
    this.#values = values;
  }

  problem(text: string): void {
    this.#problems.push(text);
  }

  throwIfWrong(): void {
    if (this.#problems.length > 0) throw new UsageError(this.#problems);
  }

  required(name: 'out' | 'model' | 'from' | 'to', what: string): string {
    const value = this.#values[name]?.trim() ?? '';
    if (value === '') this.problem(`--${name} is missing: ${what}.`);
    return value;
  }

  language(name: 'from' | 'to'): string {
    const value = this.required(name, 'a language, such as en, de or pt-BR');
    if (value === '') return value;
    try {
      return Intl.getCanonicalLocales(value)[0] ?? value;
    } catch {
      this.problem(`Expected --${name} to be a language code such as en, de or pt-BR, got "${value}".`);
      return value;
    }
  }

  number(
    name: 'concurrency' | 'piece-chars' | 'speed',
    range: { readonly fallback: number; readonly min: number; readonly max: number },
  ): number {
    const text = this.#values[name];
    if (text === undefined) return range.fallback;
    const value = Number(text);
    if (text.trim() !== '' && Number.isInteger(value) && value >= range.min && value <= range.max) return value;
    this.problem(`Expected --${name} to be a whole number from ${range.min} to ${range.max}, got "${text}".`);
    return range.fallback;
  }

  chapters(): BookJob['chapters'] {
    const text = this.#values.chapters;
    const ranges = text === undefined ? undefined : parseChapterSelection(text);
    if (text !== undefined && ranges === undefined) {
      this.problem(`Expected --chapters to be numbers and ranges such as 3-7,9, got "${text}".`);
    }
    return ranges;
  }

  provider(): ProviderName | undefined {
    const name = this.#values.provider;
    if (name === undefined || isProviderName(name)) return name;
    this.problem(`Unknown provider "${name}" in --provider; there are ${PROVIDER_NAMES.join(', ')}.`);
    return undefined;
  }

  /** With --provider the prefix may be left out. */
  model(text: string, provider: ProviderName | undefined): string {
    const prefix = prefixOf(text);
    if (prefix !== undefined && text.length > prefix.length + 1) return text;
    if (provider !== undefined && text !== '') return `${provider}/${text}`;
    // Where --provider itself is wrong, that is the one problem to tell.
    if (text !== '' && this.#values.provider === undefined) {
      this.problem(
        `Unknown prefix of the model "${text}": expected prefix/name, where the prefix is ${PROVIDER_NAMES.join(', ')}.`,
      );
    }
    return text;
  }

  baseUrls(provider: ProviderName | undefined): BaseUrls {
    const urls: Partial<Record<ProviderName, string>> = {};
    for (const text of this.#values['base-url'] ?? []) {
      const [, name, named] = /^(\w+)=(.+)$/.exec(text) ?? [];
      const target = name === undefined ? provider : isProviderName(name) ? name : undefined;
      const url = named ?? text;
      if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
        this.problem(`Expected --base-url to be an http address, or provider=address, got "${text}".`);
      } else if (name !== undefined && target === undefined) {
        this.problem(`Unknown provider "${name}" in --base-url; there are ${PROVIDER_NAMES.join(', ')}.`);
      } else if (target !== undefined) {
        urls[target] = url;
      }
    }
    return urls;
  }
}
