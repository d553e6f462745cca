import { isRecord, resolveRef, type JsonSchema } from '../../core/json-schema.js';

/**
 * What strict mode understands; the rest is left to the check of the answer, or to a request that is not strict.
 * https://platform.openai.com/docs/guides/structured-outputs#supported-schemas
 */
const KEPT: ReadonlySet<string> = new Set([
  'type',
  'title',
  'description',
  'enum',
  'const',
  'pattern',
  'format',
  'multipleOf',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
]);
const FORMATS: readonly unknown[] = [
  'date-time',
  'time',
  'date',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uuid',
];
/** What changes the shape of an answer, and has no word in strict mode. */
const BEYOND_STRICT = [
  'not',
  'if',
  'then',
  'else',
  'dependentRequired',
  'dependentSchemas',
  'patternProperties',
  'prefixItems',
  'unevaluatedProperties',
  'unevaluatedItems',
  'contains',
] as const;
const LOOKAROUND = /\(\?(?:[=!]|<[=!])/;
const MOST_PROPERTIES = 5_000;
const MOST_LEVELS = 10;
const MOST_ENUM_VALUES = 1_000;

/** Thrown inside of here where strict mode has no words for a schema. */
class NotStrict extends Error {}

/**
 * The schema as strict mode wants it: every object closed, every property required, with `null` for those that could be
 * left out (the check of the answer takes such a `null` for absent). `undefined` where strict mode can't say it.
 */
export function toStrictSchema(schema: JsonSchema): JsonSchema | undefined {
  try {
    return new StrictConverter(schema).convertRoot();
  } catch (error) {
    if (error instanceof NotStrict) return undefined;
    throw error;
  }
}

class StrictConverter {
  readonly #root: JsonSchema;
  #properties = 0;
  #enumValues = 0;

  constructor(root: JsonSchema) {
    this.#root = root;
  }

  convertRoot(): JsonSchema {
    const { $defs, definitions, ...own } = this.#root;
    const { $ref } = own;
    const root = typeof $ref === 'string' ? resolveRef(this.#root, $ref) : own;
    const converted = this.#convert(root, 0);
    if (converted['type'] !== 'object') throw new NotStrict();
    return { ...converted, ...this.#convertDefs({ $defs }), ...this.#convertDefs({ definitions }) };
  }

  #convertDefs(named: Readonly<Record<string, unknown>>): JsonSchema {
    const [[name, defs] = ['', undefined]] = Object.entries(named);
    if (!isRecord(defs)) return {};
    return { [name]: this.#each(defs, 0) };
  }

  #each(schemas: JsonSchema, level: number): JsonSchema {
    return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, this.#convert(schema, level)]));
  }

  #convert(given: unknown, level: number): JsonSchema {
    if (!isRecord(given) || level > MOST_LEVELS) throw new NotStrict();
    // Nothing may stand beside a reference.
    if (typeof given['$ref'] === 'string') return { $ref: given['$ref'] };
    if (BEYOND_STRICT.some((keyword) => keyword in given)) throw new NotStrict();
    const { allOf } = given;
    if (Array.isArray(allOf)) return this.#convert(mergeSingle(allOf, given), level);
    const choices = given['anyOf'] ?? given['oneOf'];
    const kept = this.#keep(given);
    if (Array.isArray(choices)) return { ...kept, anyOf: choices.map((choice) => this.#convert(choice, level)) };
    if ('const' in given || 'enum' in given) return kept;
    const types: readonly unknown[] = Array.isArray(given['type']) ? given['type'] : [given['type']];
    if (types.includes('object')) return { ...kept, ...this.#object(given, level + 1) };
    if (types.includes('array')) return { ...kept, items: this.#convert(given['items'], level + 1) };
    // A schema that takes anything has no form that could be kept to.
    if (given['type'] === undefined) throw new NotStrict();
    return kept;
  }

  #object({ properties = {}, required = [], additionalProperties }: JsonSchema, level: number): JsonSchema {
    const isOpen = additionalProperties !== undefined && additionalProperties !== false;
    if (isOpen || !isRecord(properties)) throw new NotStrict();
    const names = Object.keys(properties);
    this.#properties += names.length;
    if (this.#properties > MOST_PROPERTIES) throw new NotStrict();
    const needed: readonly unknown[] = Array.isArray(required) ? required : [];
    return {
      properties: Object.fromEntries(
        Object.entries(this.#each(properties, level)).map(([name, schema]) => [
          name,
          needed.includes(name) ? schema : orNull(schema as JsonSchema),
        ]),
      ),
      required: names,
      additionalProperties: false,
    };
  }

  #keep(given: JsonSchema): JsonSchema {
    if (Array.isArray(given['enum'])) this.#enumValues += given['enum'].length;
    if (this.#enumValues > MOST_ENUM_VALUES) throw new NotStrict();
    return Object.fromEntries(
      Object.entries(given).filter(([keyword, value]) => {
        if (keyword === 'format') return FORMATS.includes(value);
        if (keyword === 'pattern') return typeof value === 'string' && !LOOKAROUND.test(value);
        // The bounds of all integers that JavaScript is sure of: no bounds to a model.
        if (keyword === 'minimum' || keyword === 'maximum')
          return Math.abs(value as number) !== Number.MAX_SAFE_INTEGER;
        return KEPT.has(keyword);
      }),
    );
  }
}

function mergeSingle(allOf: readonly unknown[], { allOf: _allOf, ...beside }: JsonSchema): JsonSchema {
  const [only] = allOf;
  if (allOf.length !== 1 || !isRecord(only)) throw new NotStrict();
  return { ...only, ...beside };
}

function orNull(schema: JsonSchema): JsonSchema {
  const { type, anyOf, enum: values } = schema;
  if (Array.isArray(anyOf)) {
    return anyOf.some((choice) => isRecord(choice) && choice['type'] === 'null')
      ? schema
      : { ...schema, anyOf: [...(anyOf as readonly unknown[]), { type: 'null' }] };
  }
  if (typeof type === 'string' && !('const' in schema) && !Array.isArray(values)) {
    return type === 'null' ? schema : { ...schema, type: [type, 'null'] };
  }
  if (Array.isArray(type) && !('const' in schema) && !Array.isArray(values)) {
    return type.includes('null') ? schema : { ...schema, type: [...(type as readonly unknown[]), 'null'] };
  }
  return { anyOf: [schema, { type: 'null' }] };
}
