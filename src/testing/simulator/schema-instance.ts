import { isRecord, resolveRef } from '../../core/json-schema.js';

/** Texts of formats that checks of schemas know. */
const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2026-01-05T12:00:00Z',
  date: '2026-01-05',
  time: '12:00:00',
  duration: 'PT1H',
  email: 'someone@example.org',
  uri: 'https://example.org/',
  url: 'https://example.org/',
  hostname: 'example.org',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '6f1b2c9e-3d4a-4b5c-8d6e-7f8091a2b3c4',
};
/** Recursive schemas end here, where they can. */
const MOST_LEVELS = 6;

/**
 * A value that fits a JSON Schema: always the same one for the same schema and text. Texts are `text`, as far as their
 * lengths allow; patterns are not looked at.
 * @internal
 */
export function schemaInstance(schema: unknown, text: string): unknown {
  const root = isRecord(schema) ? schema : {};
  return new Instance(root, text).of(schema, 0);
}

class Instance {
  readonly #root: Readonly<Record<string, unknown>>;
  readonly #text: string;

  constructor(root: Readonly<Record<string, unknown>>, text: string) {
    this.#root = root;
    this.#text = text;
  }

  of(given: unknown, level: number): unknown {
    if (!isRecord(given)) return this.#text;
    if (typeof given['$ref'] === 'string') return this.of(resolveRef(this.#root, given['$ref']), level + 1);
    if ('const' in given) return given['const'];
    if (Array.isArray(given['enum'])) return given['enum'][0];
    const choices = given['anyOf'] ?? given['oneOf'];
    if (Array.isArray(choices)) return this.of(level > MOST_LEVELS ? choices.at(-1) : choices[0], level + 1);
    const type: unknown = Array.isArray(given['type']) ? given['type'][0] : given['type'];
    switch (type) {
      case 'object':
        return this.#object(given, level);
      case 'array':
        return this.#list(given, level);
      case 'integer':
      case 'number':
        return numberIn(given);
      case 'boolean':
        return true;
      case 'null':
        return null;
      default:
        return this.#string(given);
    }
  }

  #object({ properties, required }: Readonly<Record<string, unknown>>, level: number): unknown {
    const needed: readonly unknown[] = Array.isArray(required) ? required : [];
    const entries = isRecord(properties) ? Object.entries(properties) : [];
    return Object.fromEntries(
      entries
        .filter(([name]) => level <= MOST_LEVELS || needed.includes(name))
        .map(([name, schema]) => [name, this.of(schema, level + 1)]),
    );
  }

  #list({ items, prefixItems, minItems }: Readonly<Record<string, unknown>>, level: number): unknown {
    const first: readonly unknown[] = Array.isArray(prefixItems) ? prefixItems : [];
    const least = typeof minItems === 'number' ? minItems : level > MOST_LEVELS ? 0 : 1;
    const rest = items === false ? 0 : Math.max(0, least - first.length);
    return [...first, ...Array.from({ length: rest }, () => items)].map((item) => this.of(item, level + 1));
  }

  #string({ format, minLength, maxLength }: Readonly<Record<string, unknown>>): string {
    const known = typeof format === 'string' ? FORMATS[format] : undefined;
    if (known !== undefined) return known;
    const least = typeof minLength === 'number' ? minLength : 0;
    const most = typeof maxLength === 'number' ? maxLength : Infinity;
    return this.#text.padEnd(least, '.').slice(0, most);
  }
}

function numberIn(schema: Readonly<Record<string, unknown>>): number {
  const bound = (name: string, step: number): number | undefined => {
    const value = schema[name];
    return typeof value === 'number' ? value + step : undefined;
  };
  const least = bound('minimum', 0) ?? bound('exclusiveMinimum', 1) ?? -Infinity;
  const most = bound('maximum', 0) ?? bound('exclusiveMaximum', -1) ?? Infinity;
  return Math.min(Math.max(1, least), most);
}
