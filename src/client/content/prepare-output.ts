import type { JsonSchema } from '../../core/json-schema.js';
import type { OutputSpec, StandardSchema } from '../../core/output.js';
import type { ProviderOutput } from '../../core/provider.js';
import { messageOf } from '../message-of.js';
import { jsonCheck, schemaCheck, type OutputCheck } from './output-check.js';
import { isStandardSchema } from './standard-schema.js';
import { toJsonSchema } from './to-json-schema.js';

/** What the provider is asked for, and what its answer is checked by. */
export interface PreparedOutput {
  readonly asked: ProviderOutput;
  readonly check: OutputCheck;
}

const DEFAULT_NAME = 'output';

/**
 * Makes a provider's form of `output`, at once where nothing has to be loaded for it.
 * @throws TypeError where there is none
 */
export function prepareOutput(output: OutputSpec): PreparedOutput | Promise<PreparedOutput> {
  if (output === 'json') return { asked: 'json', check: jsonCheck };
  if (isStandardSchema(output)) return fromSchema({ schema: output, name: DEFAULT_NAME });
  const { schema, jsonSchema, name = DEFAULT_NAME } = output;
  if (jsonSchema === undefined) return fromSchema({ schema: schema as StandardSchema, name });
  if (schema !== undefined) return prepared({ schema, jsonSchema, name });
  const known = checkers.get(jsonSchema);
  if (known !== undefined) return prepared({ schema: known, jsonSchema, name });
  return loadChecker(jsonSchema).then((checker) => prepared({ schema: checker, jsonSchema, name }));
}

function fromSchema({ schema, name }: { readonly schema: StandardSchema; readonly name: string }) {
  const jsonSchema = toJsonSchema({ schema, name: 'output' });
  return jsonSchema instanceof Promise
    ? jsonSchema.then((made) => prepared({ schema, jsonSchema: made, name }))
    : prepared({ schema, jsonSchema, name });
}

function prepared(parts: {
  readonly schema: StandardSchema;
  readonly jsonSchema: JsonSchema;
  readonly name: string;
}): PreparedOutput {
  const { schema, jsonSchema, name } = parts;
  return { asked: { name, schema: jsonSchema }, check: schemaCheck(schema, { jsonSchema }) };
}

const checkers = new WeakMap<JsonSchema, StandardSchema>();

/** A checker for a JSON Schema that comes alone. What it makes of an answer is the answer itself. */
async function loadChecker(jsonSchema: JsonSchema): Promise<StandardSchema> {
  const { fromJSONSchema } = await import('zod');
  let inner: StandardSchema;
  try {
    inner = fromJSONSchema(jsonSchema);
  } catch (cause) {
    const why = messageOf(cause);
    throw new TypeError(`\`output.jsonSchema\` can't be checked here: ${why}. Give a \`schema\` beside it that can.`, {
      cause,
    });
  }
  const checker: StandardSchema = {
    '~standard': {
      version: 1,
      vendor: 'json-schema',
      validate: async (value) => {
        const { issues } = await inner['~standard'].validate(value);
        return issues === undefined ? { value } : { issues };
      },
    },
  };
  checkers.set(jsonSchema, checker);
  return checker;
}
