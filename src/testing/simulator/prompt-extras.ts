import type { SimulatedImage, SimulatedPrompt, SimulatedTool } from './request-record.js';

/** What a request asks for beside its texts. @internal */
export type PromptExtras = Pick<
  SimulatedPrompt,
  'wantsJson' | 'schema' | 'images' | 'tools' | 'mustCall' | 'seed' | 'reasoning'
>;

const DATA_URL = /^data:([^;,]*);base64,/;

/** The records of a list; `[]` where it is none. @internal */
export function recordsIn(value: unknown): readonly Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null);
}

/** @internal */
export function optionalNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The image that a text is: base64, a `data:` URL, or another URL. @internal */
export function imageAt(text: unknown, type?: unknown): readonly SimulatedImage[] {
  if (typeof text !== 'string') return [];
  const declared = typeof type === 'string' ? type : undefined;
  const prefix = DATA_URL.exec(text);
  if (prefix === null && /^[a-z]+:/.test(text)) return [{ mediaType: declared, bytes: undefined }];
  const bytes = Buffer.byteLength(text.slice(prefix?.[0].length ?? 0), 'base64');
  return [{ mediaType: declared ?? prefix?.[1], bytes }];
}

/** A declaration of a function, which all providers have alike. @internal */
export function toolOf(declared: Record<string, unknown>): SimulatedTool {
  return { name: String(declared['name']), parameters: declared['parametersJsonSchema'] ?? declared['parameters'] };
}
