import { showValue } from '../../core/show-value.js';
import { isRecord } from '../../core/json-schema.js';
import { isStandardSchema } from './standard-schema.js';
import { unknownFields } from './unknown-fields.js';

const TOOL_FIELDS = ['name', 'description', 'parameters'];
/** What all providers take. https://platform.openai.com/docs/api-reference/chat/create#chat_create-tools */
const TOOL_NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/** What is wrong with the tools of a request, a sentence each. */
export function toolProblems({
  tools,
  toolChoice,
}: {
  readonly tools?: unknown;
  readonly toolChoice?: unknown;
}): readonly string[] {
  if (tools === undefined) {
    return toolChoice === undefined ? [] : ['Expected `toolChoice` to be left out where there are no `tools`'];
  }
  if (!Array.isArray(tools) || tools.length === 0) return ['Expected `tools` to be a list of at least one tool'];
  const names = new Set<unknown>();
  const problems = tools.flatMap((tool: unknown, index) => {
    const found = oneProblems(tool, `tools[${index}]`);
    const name = isRecord(tool) ? tool['name'] : undefined;
    if (names.has(name) && found.length === 0)
      return [`Expected \`tools[${index}].name\` to be its alone, got \`${showValue(name)}\` again`];
    names.add(name);
    return found;
  });
  return [...problems, ...choiceProblems(toolChoice, names)];
}

function oneProblems(tool: unknown, path: string): readonly string[] {
  if (!isRecord(tool)) return [`Expected \`${path}\` to be a tool: { name, description?, parameters? }`];
  const problems = unknownFields(tool, TOOL_FIELDS, path);
  const { name, description, parameters } = tool;
  if (typeof name !== 'string' || !TOOL_NAME.test(name)) {
    problems.push(
      `Expected \`${path}.name\` to be at most 64 letters, digits, "_" and "-", no digit first, got \`${showValue(name)}\``,
    );
  }
  if (description !== undefined && typeof description !== 'string') {
    problems.push(`Expected \`${path}.description\` to be a text`);
  }
  const isObjectSchema = isRecord(parameters) && (parameters['type'] === 'object' || '$ref' in parameters);
  if (parameters !== undefined && !isStandardSchema(parameters) && !isObjectSchema) {
    problems.push(`Expected \`${path}.parameters\` to be a zod schema, or a JSON Schema with \`type: 'object'\``);
  }
  return problems;
}

function choiceProblems(choice: unknown, names: ReadonlySet<unknown>): readonly string[] {
  if (choice === undefined || choice === 'auto' || choice === 'none' || choice === 'required') return [];
  if (isRecord(choice) && names.has(choice['name']) && Object.keys(choice).length === 1) return [];
  return [
    `Expected \`toolChoice\` to be 'auto', 'none', 'required' or { name } of one of the tools, got \`${showValue(choice)}\``,
  ];
}
