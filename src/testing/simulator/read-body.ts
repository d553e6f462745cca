import { MalformedRequest } from './wire-format.js';

/** Reads fields of a parsed body and says what is wrong with them. @internal */
export function requireRecord(value: unknown, name: string): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw new MalformedRequest(`Invalid type for '${name}': expected an object.`);
}

/** @internal */
export function requireText(value: unknown, name: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new MalformedRequest(`Missing required parameter: '${name}'.`);
}

/** @internal */
export function requireList(value: unknown, name: string): readonly Record<string, unknown>[] {
  if (Array.isArray(value) && value.length > 0)
    return value.map((item, index) => requireRecord(item, `${name}[${index}]`));
  throw new MalformedRequest(`Missing required parameter: '${name}'.`);
}

/** @internal */
export function optionalRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** @internal */
export function optionalText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A count that must be positive to mean anything (Ollama's `num_predict: -1` is no limit). @internal */
export function optionalCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : undefined;
}

/** @internal */
export function textList(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
