import { parseLooseJson } from './loose-json.js';
import { isArray, isObject, read } from './safe-read.js';

/** Errors stand at the end of a stream: so much of it is looked at. */
const TAIL_CHARACTERS = 262_144;
/** How many events before the end are looked at where none is an error: the last ones say why the answer ended. */
const TAIL_EVENTS = 3;
/** A text with several JSON objects is tried at so many of their beginnings. */
const MAX_STARTS = 4;

const HEAD_CHARACTERS = 4_096;
/** Where events begin: at the beginning of a line, or behind a few words of whoever hands them on. */
const EVENT_START = /(?:^|\n)(?:data|event): ?\S/;
const EVENT_BEHIND_WORDS = /\s(?:data: ?[{["]|event: ?\w+\n)/;
const WORDS_BEFORE_EVENTS = 260;
const EVENT_LINE = /^(?:data|event|id|retry):|^:/;
const EVENT_PREFIX = /^(?:data: ?|(?:event|id|retry):.*$|:.*$)/;
// Spaces are counted: a text of nothing else must not be read once for each of them.
const OBJECT_START = /(?:\[\s{0,40})?\{(?:\s|\\[nrt]){0,200}\\?["']/g;
const NEXT_LINE_DOCUMENT = /\}[ \t\r]*\n\s*\{/;
const KNOWN_KEYS = [
  'error',
  'errors',
  'message',
  'detail',
  'details',
  'code',
  'type',
  '@type',
  ' @type',
  'status',
  'msg',
  'title',
  'candidates',
  'promptFeedback',
  'choices',
  'base_resp',
  'response',
];

/** What a text turned out to hold. */
export interface TextContent {
  /** Words outside of any JSON. */
  readonly words: string;
  /** Parsed JSON, in its order. */
  readonly documents: readonly unknown[];
}

/** Whether a parsed answer, or event of a stream, tells of a failure. */
export function isErrorDocument(document: unknown): boolean {
  if (isArray(document)) return document.some((entry) => isErrorDocument(entry));
  if (!isObject(document)) return false;
  if (isSet(read(document, 'error')) || isSet(read(document, 'errors'))) return true;
  if (isSet(read(read(document, 'response'), 'error')) || isSet(read(document, 'promptFeedback'))) return true;
  const type = read(document, 'type') ?? read(document, 'event_type') ?? read(document, 'object');
  if (type === 'error' || type === 'response.failed') return true;
  const choice = read(read(document, 'choices'), '0');
  if (isSet(read(choice, 'error')) || read(choice, 'finish_reason') === 'error') return true;
  if (Number(read(read(document, 'base_resp'), 'status_code') ?? 0) !== 0) return true;
  return (
    Number(read(document, 'StatusCode') ?? read(document, 'status_code') ?? 0) >= 400 ||
    read(document, 'success') === false
  );
}

function isSet(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== '' && value !== false && !(isArray(value) && value.length === 0)
  );
}

function parseStrict(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Splits a text into JSON and words: one document, a stream of them (SSE, NDJSON, or both mixed), or words around one. */
export function readText(text: string): TextContent {
  const trimmed = text.trim();
  const first = trimmed[0];
  if (first === '{' || first === '[' || first === '"') {
    const whole = parseStrict(trimmed);
    if (whole !== undefined) return { words: '', documents: [whole] };
  }
  if (EVENT_START.test(trimmed.slice(0, HEAD_CHARACTERS))) return readEvents(trimmed);
  const eventsAt = EVENT_BEHIND_WORDS.exec(trimmed.slice(0, WORDS_BEFORE_EVENTS))?.index;
  if (eventsAt !== undefined)
    return { ...readEvents(trimmed.slice(eventsAt).trim()), words: trimmed.slice(0, eventsAt) };
  return readLines(trimmed) ?? embeddedIn(trimmed);
}

/** Lines of one document each (NDJSON). */
function readLines(text: string): TextContent | undefined {
  const tail = text.slice(-TAIL_CHARACTERS);
  if (text[0] !== '{' || !NEXT_LINE_DOCUMENT.test(tail)) return undefined;
  const documents = lastDocuments(tail.split('\n'));
  return documents.length === 0 ? undefined : { words: '', documents };
}

/** The documents that matter among lines of one document each: the last error, else the last few. */
function lastDocuments(lines: readonly string[]): unknown[] {
  const found: unknown[] = [];
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = (lines[index] ?? '').trim();
    if (line[0] !== '{' && line[0] !== '[' && line[0] !== '"') continue;
    const document = parseStrict(line) ?? (index === lines.length - 1 ? looseError(line) : undefined);
    if (isErrorDocument(document)) return [document];
    if (document !== undefined && found.length < TAIL_EVENTS) found.unshift(document);
  }
  return found;
}

function readEvents(text: string): TextContent {
  const lines = text.slice(-TAIL_CHARACTERS).split('\n');
  const events: string[] = [];
  const rest: string[] = [];
  let continues = false;
  for (const line of lines) {
    if (line.startsWith('data:')) {
      const data = line.slice(5).trim();
      // Data lines that follow each other are one event.
      if (continues) events.push(`${events.pop() ?? ''}\n${data}`);
      else events.push(data);
      continues = true;
    } else {
      continues = false;
      if (!EVENT_LINE.test(line)) rest.push(line);
    }
  }
  // Some servers break off the events and end with a bare, indented JSON object.
  const bare = embeddedIn(rest.join('\n').trim()).documents;
  if (bare.some((document) => isErrorDocument(document))) return { words: '', documents: bare };
  const single = events.flatMap((event) =>
    parseStrict(event) === undefined ? event.split('\n') : [event.replaceAll('\n', ' ')],
  );
  const documents = lastDocuments(single);
  if (documents.length > 0) return { words: '', documents };
  return embeddedIn(
    lines
      .map((line) => line.replace(EVENT_PREFIX, ''))
      .join('\n')
      .trim(),
  );
}

/** Finds JSON, or what is nearly that, behind words: `429 {"error":…}`, `Error code: 429 - {'error': …}`. */
function embeddedIn(text: string): TextContent {
  OBJECT_START.lastIndex = 0;
  for (let tries = 0; tries < MAX_STARTS; tries++) {
    const start = OBJECT_START.exec(text);
    if (start === null) break;
    const rest = text.slice(start.index);
    const strict = rest.length <= TAIL_CHARACTERS ? parseStrict(rest) : undefined;
    const documents = strict === undefined ? (readLines(rest)?.documents ?? [looseError(rest)]) : [strict];
    if (documents.some((document) => looksLikeError(document)))
      return { words: `${text.slice(0, start.index)}${statusBehind(text)}`.trim(), documents };
  }
  return { words: text, documents: [] };
}

/** Behind what it quotes, a client may name the status: `… '{"object":"error",…}' (HTTP response code was 422)`. */
function statusBehind(text: string): string {
  return /\(HTTP response code was [45]\d\d\)$/.exec(text.slice(-40))?.[0] ?? '';
}

/** What is nearly JSON, if it tells of an error. */
function looseError(text: string): unknown {
  const document = parseLooseJson(text);
  return looksLikeError(document) ? document : undefined;
}

function looksLikeError(document: unknown): boolean {
  if (isArray(document)) return document.some((entry) => looksLikeError(entry));
  return isObject(document) && KNOWN_KEYS.some((key) => read(document, key) !== undefined);
}
