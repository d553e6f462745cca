import { showValue } from '../../core/show-value.js';
import { isRecord } from '../../core/json-schema.js';
import { isStandardSchema } from './standard-schema.js';

const FIELDS = ['schema', 'jsonSchema', 'name'];
/** https://platform.openai.com/docs/api-reference/chat/create#chat_create-response_format */
const OUTPUT_NAME = /^[A-Za-z0-9_-]{1,64}$/;
const EXPECTED =
  "'json', a schema of zod 4 or another library of https://standardschema.dev, or { schema, jsonSchema, name }";

/** What is wrong with the `output` of a request, a sentence each. */
export function outputProblems(output: unknown): readonly string[] {
  if (output === undefined || output === 'json' || isStandardSchema(output)) return [];
  if (!isRecord(output)) return [`Expected \`output\` to be ${EXPECTED}, got \`${showValue(output)}\``];
  const unknown = Object.keys(output).filter((field) => !FIELDS.includes(field));
  if (unknown.length > 0) {
    return [`Expected \`output\` to be ${EXPECTED}; a JSON Schema goes into it as { jsonSchema: { … } }`];
  }
  const { schema, jsonSchema, name } = output;
  const problems: string[] = [];
  if (schema === undefined && jsonSchema === undefined)
    problems.push('Expected `output` to have a `schema` or a `jsonSchema`');
  if (schema !== undefined && !isStandardSchema(schema)) {
    problems.push('Expected `output.schema` to be a schema of zod 4 or another library of https://standardschema.dev');
  }
  if (jsonSchema !== undefined && !isRecord(jsonSchema)) problems.push('Expected `output.jsonSchema` to be an object');
  if (name !== undefined && !(typeof name === 'string' && OUTPUT_NAME.test(name))) {
    problems.push(`Expected \`output.name\` to be at most 64 letters, digits, "_" and "-", got \`${showValue(name)}\``);
  }
  return problems;
}
