import { showValue } from '../../core/show-value.js';
import { isRecord } from '../../core/json-schema.js';
import type { ImagePart } from '../../core/content.js';
import { readImage } from './read-image.js';
import { unknownFields } from './unknown-fields.js';

type Fields = Readonly<Record<string, unknown>>;

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  system: ['role', 'content'],
  user: ['role', 'content'],
  assistant: ['role', 'content', 'toolCalls', 'reasoning'],
  tool: ['role', 'content', 'toolCallId'],
};
const PART_FIELDS: Readonly<Record<string, readonly string[]>> = {
  text: ['type', 'text'],
  image: ['type', 'data', 'url', 'mediaType'],
};
const CALL_FIELDS = ['id', 'name', 'arguments', 'signature'];

/** What is wrong with the messages of a request, a sentence each. None says a word of what stands in them. */
export function messageProblems(messages: unknown): readonly string[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    return ['Expected `messages` to be a list of at least one message'];
  }
  if (messages.every(isPlainText)) return [];
  const callIds = new Set<string>();
  return messages.flatMap((message: unknown, index) => oneProblems(message, `messages[${index}]`, callIds));
}

/** Whether a message is a role and a text and nothing else, as most are. */
function isPlainText(message: unknown): boolean {
  if (!isRecord(message)) return false;
  for (const name in message) if (name !== 'role' && name !== 'content') return false;
  const { role, content } = message;
  return typeof content === 'string' && (role === 'user' || role === 'system' || role === 'assistant');
}

function oneProblems(message: unknown, path: string, callIds: Set<string>): readonly string[] {
  if (!isRecord(message)) return [`Expected \`${path}\` to be a message: { role, content }`];
  const { role } = message;
  const fields = typeof role === 'string' && Object.hasOwn(FIELDS, role) ? FIELDS[role] : undefined;
  if (fields === undefined) {
    return [`Expected \`${path}.role\` to be 'system', 'user', 'assistant' or 'tool', got \`${showValue(role)}\``];
  }
  const problems = [...unknownFields(message, fields, path), ...contentProblems(message, path)];
  if (role === 'assistant') problems.push(...assistantProblems(message, path, callIds));
  if (role === 'tool' && !(typeof message['toolCallId'] === 'string' && callIds.has(message['toolCallId']))) {
    const given = showValue(message['toolCallId']);
    problems.push(
      `Expected \`${path}.toolCallId\` to be the id of a tool call of an assistant's message before it, got \`${given}\``,
    );
  }
  return problems;
}

function contentProblems({ role, content, toolCalls }: Fields, path: string): readonly string[] {
  if (typeof content === 'string') return [];
  if (role === 'assistant' && content === undefined && Array.isArray(toolCalls) && toolCalls.length > 0) return [];
  const kinds = role === 'user' ? 'text and image' : 'text';
  if (!Array.isArray(content) || content.length === 0) {
    return [`Expected \`${path}.content\` to be a text, or a list of ${kinds} parts`];
  }
  return content.flatMap((part: unknown, index) => partProblems(part, `${path}.content[${index}]`, role === 'user'));
}

function partProblems(part: unknown, path: string, mayBeImage: unknown): readonly string[] {
  const type = isRecord(part) ? part['type'] : undefined;
  if (!isRecord(part) || (type !== 'text' && type !== 'image')) {
    return [`Expected \`${path}\` to be a part: { type: 'text', text } or { type: 'image', data or url }`];
  }
  const problems = unknownFields(part, PART_FIELDS[type] ?? [], path);
  if (type === 'text') {
    return typeof part['text'] === 'string' ? problems : [...problems, `Expected \`${path}.text\` to be a text`];
  }
  if (mayBeImage !== true)
    return [...problems, `Expected \`${path}\` to be text: only the user's messages show images`];
  const { mediaType } = part;
  if (mediaType !== undefined && typeof mediaType !== 'string') {
    return [...problems, `Expected \`${path}.mediaType\` to be a text like 'image/png'`];
  }
  const { problem } = readImage(part as unknown as ImagePart);
  return problem === undefined ? problems : [...problems, `Expected \`${path}\` to be ${problem}`];
}

function assistantProblems({ toolCalls, reasoning }: Fields, path: string, callIds: Set<string>): readonly string[] {
  const problems: string[] = [];
  if (reasoning !== undefined && typeof reasoning !== 'string') {
    problems.push(`Expected \`${path}.reasoning\` to be a text`);
  }
  if (toolCalls === undefined) return problems;
  if (!Array.isArray(toolCalls)) return [...problems, `Expected \`${path}.toolCalls\` to be a list of tool calls`];
  for (const [index, call] of toolCalls.entries()) {
    if (isToolCall(call)) callIds.add(call.id);
    else {
      problems.push(
        `Expected \`${path}.toolCalls[${index}]\` to be a tool call as it stands on a reply: { id, name, arguments, signature? }`,
      );
    }
  }
  return problems;
}

function isToolCall(call: unknown): call is { readonly id: string } {
  if (!isRecord(call)) return false;
  const { id, name, signature } = call;
  return (
    Object.keys(call).every((field) => CALL_FIELDS.includes(field)) &&
    [id, name].every((text) => typeof text === 'string' && text !== '') &&
    isRecord(call['arguments']) &&
    (signature === undefined || typeof signature === 'string')
  );
}
