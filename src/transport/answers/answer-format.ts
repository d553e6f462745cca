/** What a good answer looks like: one JSON text, server-sent events, or JSON lines. */
export type AnswerFormat = 'json' | 'sse' | 'ndjson';

const HTML = /^\s*text\/html\b/i;
const JSON_TYPE = /^\s*application\/(?:[\w.-]+\+)?json\b/i;

/** Whether a content type is none that an answer of this format can have. */
export function isOfWrongType(format: AnswerFormat, contentType: string): boolean {
  // Streams of good servers come under odd types; a web page, or one JSON text for events, is never one.
  if (format === 'json') return !JSON_TYPE.test(contentType);
  return HTML.test(contentType) || (format === 'sse' && JSON_TYPE.test(contentType));
}
