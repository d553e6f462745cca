import { isRecord, schemaPlace, type JsonSchema } from '../../core/json-schema.js';
import type { StandardSchema } from '../../core/output.js';
import { messageOf } from '../message-of.js';

/** A schema and how errors call it. */
export interface NamedSchema {
  readonly schema: StandardSchema;
  /** Such as `output`. */
  readonly name: string;
}

// Schemas stand in the program once and are asked for thousands of times.
const made = new WeakMap<object, JsonSchema>();

/**
 * What a provider is told of a schema: the JSON that the schema takes, before its transforms. At once where it was
 * asked for before; zod's own conversion is loaded at the first time, and works for schemas of any copy of zod 4.
 * @throws TypeError that names what can't be said as JSON Schema, and where it stands
 */
export function toJsonSchema(named: NamedSchema): JsonSchema | Promise<JsonSchema> {
  const known = made.get(named.schema);
  if (known !== undefined) return known;
  const remember = (jsonSchema: JsonSchema): JsonSchema => {
    made.set(named.schema, jsonSchema);
    return jsonSchema;
  };
  return '_zod' in named.schema ? fromZod(named).then(remember) : remember(fromStandard(named));
}

async function fromZod({ schema, name }: NamedSchema): Promise<JsonSchema> {
  const { toJSONSchema } = await import('zod/v4/core');
  const problems: string[] = [];
  const jsonSchema = toJSONSchema(schema as never, {
    io: 'input',
    unrepresentable: ({ path, message }) => {
      problems.push(`\`${schemaPlace(name, path)}\`: ${message}`);
      return 'any';
    },
    override: ({ zodSchema, path }) => {
      if (zodSchema._zod.def.type === 'file') problems.push(`\`${schemaPlace(name, path)}\`: a file is no JSON`);
    },
  });
  if (problems.length === 0) return plain(jsonSchema);
  throw new TypeError(
    `No provider can be asked for this schema:${problems.map((problem) => `\n  - ${problem}`).join('')}\n` +
      'Ask for something that JSON has, and make the rest of it: z.iso.datetime().transform((text) => new Date(text)), for example.',
  );
}

/** By the extension of the standard, https://standardschema.dev/json-schema */
function fromStandard({ schema, name }: NamedSchema): JsonSchema {
  const { vendor } = schema['~standard'];
  const { jsonSchema } = schema['~standard'] as { readonly jsonSchema?: { readonly input?: unknown } };
  const convert = jsonSchema?.input;
  const help = `Say it yourself: { schema, jsonSchema: { … } }`;
  if (typeof convert !== 'function') {
    throw new TypeError(
      `\`${name}\` is a schema of ${vendor}, which can't be turned into JSON Schema by itself. ${help}`,
    );
  }
  try {
    return plain(convert.call(jsonSchema, { target: 'draft-2020-12' }));
  } catch (cause) {
    const why = messageOf(cause);
    throw new TypeError(`\`${name}\` can't be turned into JSON Schema: ${why}. ${help}`, { cause });
  }
}

/** Only the data, and without what names the dialect: it is the same for all. */
function plain(jsonSchema: unknown): JsonSchema {
  const { $schema: _dialect, ...rest } = JSON.parse(JSON.stringify(jsonSchema)) as Record<string, unknown>;
  if (!isRecord(rest)) throw new TypeError('The schema became no object.');
  return rest;
}
