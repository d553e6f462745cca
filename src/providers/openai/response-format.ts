import { isRecord, resolveRef, type JsonSchema } from '../../core/json-schema.js';
import type { ProviderOutput } from '../../core/provider.js';
import type { HostFeatures } from './host-features.js';
import { toStrictSchema } from './strict-schema.js';

/** How an answer's form is asked for: by a field of the request, by words in front of the messages, or by both. */
export interface AskedFormat {
  readonly responseFormat: Readonly<Record<string, unknown>> | undefined;
  readonly instruction: string | undefined;
}

/** Asks for an answer's form. https://platform.openai.com/docs/guides/structured-outputs */
export function askFormat(
  output: ProviderOutput | undefined,
  { structuredOutput, anyJson }: HostFeatures,
): AskedFormat {
  if (output === undefined) return { responseFormat: undefined, instruction: undefined };
  if (output === 'json') {
    return anyJson === 'instruction'
      ? { responseFormat: undefined, instruction: 'Answer with JSON only, and with nothing before or after it.' }
      : { responseFormat: { type: 'json_object' }, instruction: undefined };
  }
  const { name, schema } = output;
  if (structuredOutput === 'json-schema') {
    const strict = toStrictSchema(schema);
    const jsonSchema = strict === undefined ? { name, schema, strict: false } : { name, schema: strict, strict: true };
    return { responseFormat: { type: 'json_schema', json_schema: jsonSchema }, instruction: undefined };
  }
  return {
    responseFormat: structuredOutput === 'json-object' ? { type: 'json_object' } : undefined,
    instruction: `Answer with JSON only, and with nothing before or after it. It must fit this JSON Schema:\n${JSON.stringify(schema)}`,
  };
}

/** Whether a schema is of an object, and of nothing else. */
export function isObjectSchema(schema: JsonSchema): boolean {
  const { $ref } = schema;
  const root = typeof $ref === 'string' ? resolveRef(schema, $ref) : schema;
  return isRecord(root) && root['type'] === 'object' && !('anyOf' in root) && !('oneOf' in root);
}
