import { isRecord, resolveRef, schemaPlace, type JsonSchema } from '../../core/json-schema.js';

/** What Gemini understands of JSON Schema, https://ai.google.dev/api/generate-content#FIELDS.response_json_schema */
const KEPT: ReadonlySet<string> = new Set([
  'type',
  'title',
  'description',
  'enum',
  'format',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
]);
/** What changes the shape of an answer, and has no word there. */
const BEYOND = ['not', 'if', 'patternProperties', 'dependentSchemas', 'unevaluatedProperties', 'contains'] as const;
/** A schema whose references, written out, are longer than this is refused rather than sent. */
const MOST_NODES = 20_000;

/** A schema in Gemini's words, and what it has no words for. */
export interface GeminiSchema {
  readonly schema: JsonSchema;
  /** A sentence each. */
  readonly problems: readonly string[];
}

const made = new WeakMap<JsonSchema, GeminiSchema>();

/** Writes references out, and leaves to the check of the answer what Gemini doesn't know. */
export function toGeminiSchema(schema: JsonSchema, name: string): GeminiSchema {
  const known = made.get(schema);
  if (known !== undefined) return known;
  const converter = new GeminiConverter(schema, name);
  const converted = { schema: converter.convert(schema, { path: [], within: [] }), problems: converter.problems };
  made.set(schema, converted);
  return converted;
}

interface Place {
  readonly path: readonly (string | number)[];
  /** The references that are being written out around this place. */
  readonly within: readonly string[];
}

class GeminiConverter {
  readonly problems: string[] = [];
  readonly #root: JsonSchema;
  readonly #name: string;
  #nodes = 0;

  constructor(root: JsonSchema, name: string) {
    this.#root = root;
    this.#name = name;
  }

  convert(given: unknown, place: Place): JsonSchema {
    this.#nodes += 1;
    if (this.#nodes > MOST_NODES) return this.#problem(place, 'is too large with its references written out');
    if (!isRecord(given)) return {};
    const { $ref } = given;
    if (typeof $ref === 'string') return this.#follow($ref, { place, description: given['description'] });
    const beyond = BEYOND.find((keyword) => keyword in given);
    if (beyond !== undefined) return this.#problem(place, `has \`${beyond}\`, which Gemini doesn't know`);
    const { allOf } = given;
    if (Array.isArray(allOf)) return this.#convertAll(allOf, { given, place });
    const kept = Object.fromEntries(Object.entries(given).filter(([keyword]) => KEPT.has(keyword)));
    return { ...kept, ...this.#convertInner(given, place) };
  }

  #convertInner(given: JsonSchema, place: Place): JsonSchema {
    const at = (...steps: (string | number)[]): Place => ({ ...place, path: [...place.path, ...steps] });
    const { properties, required, additionalProperties, items, prefixItems } = given;
    const choices = given['anyOf'] ?? given['oneOf'];
    return {
      ...('const' in given ? { enum: [given['const']] } : {}),
      ...(isRecord(properties)
        ? {
            properties: Object.fromEntries(
              Object.entries(properties).map(([name, inner]) => [name, this.convert(inner, at('properties', name))]),
            ),
            // The order in which the model writes them: that of the schema.
            propertyOrdering: Object.keys(properties),
          }
        : {}),
      ...(Array.isArray(required) ? { required } : {}),
      ...(typeof additionalProperties === 'boolean' ? { additionalProperties } : {}),
      ...(isRecord(additionalProperties)
        ? { additionalProperties: this.convert(additionalProperties, at('additionalProperties')) }
        : {}),
      ...(isRecord(items) ? { items: this.convert(items, at('items')) } : {}),
      ...(Array.isArray(prefixItems)
        ? { prefixItems: prefixItems.map((inner, index) => this.convert(inner, at('prefixItems', index))) }
        : {}),
      ...(Array.isArray(choices)
        ? { anyOf: choices.map((inner, index) => this.convert(inner, at('anyOf', index))) }
        : {}),
    };
  }

  #convertAll(
    allOf: readonly unknown[],
    { given, place }: { readonly given: JsonSchema; readonly place: Place },
  ): JsonSchema {
    const [only] = allOf;
    if (allOf.length !== 1 || !isRecord(only)) {
      return this.#problem(place, "has `allOf` of several schemas, which Gemini doesn't know: write it as one object");
    }
    const { allOf: _allOf, ...beside } = given;
    return this.convert({ ...only, ...beside }, place);
  }

  #follow($ref: string, { place, description }: { readonly place: Place; readonly description: unknown }): JsonSchema {
    if (place.within.includes($ref) || $ref === '#') {
      return this.#problem(
        place,
        'holds itself, which Gemini can not be asked for: write out as many levels as you need',
      );
    }
    const target = resolveRef(this.#root, $ref);
    if (!isRecord(target)) return this.#problem(place, `refers to ${$ref}, which is not there`);
    const converted = this.convert(target, { ...place, within: [...place.within, $ref] });
    return description === undefined ? converted : { ...converted, description };
  }

  #problem({ path }: Place, what: string): JsonSchema {
    const problem = `The schema at \`${schemaPlace(this.#name, path)}\` ${what}.`;
    if (!this.problems.includes(problem)) this.problems.push(problem);
    return {};
  }
}
