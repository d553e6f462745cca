import { AttemptFailure } from '../core/attempt-failure.js';
import { EvidenceCollector, type CodeRank, type Origin } from './collector.js';
import { readText } from './documents.js';
import type { Evidence } from './evidence.js';
import { roleOf } from './field-roles.js';
import { addHeaders } from './headers.js';
import { readStatedTime } from './hints/stated-time.js';
import { isPage } from './page.js';
import { readQuota } from './quota.js';
import { isArray, isObject, keysOf, read } from './safe-read.js';

const MAX_DEPTH = 12;
const MAX_NODES = 400;
const MAX_ENTRIES = 24;
const MAX_KEYS = 120;

const NAME = /^[\w.:-]{1,100}$/;
const NUMBER = /^-?\d+$/;
const GRPC_STATUS = /^[A-Z][A-Z_]+$/;

/** Properties that live on prototypes, or are not enumerable. */
const HIDDEN_KEYS = ['name', 'message', 'code', 'status', 'statusText', 'headers', 'cause', 'errors'];
/** Fields of llama.cpp's server, see https://github.com/ggml-org/llama.cpp/pull/15780 */
const LENGTH_FIELDS: Readonly<Record<string, 'limit' | 'requested'>> = { n_ctx: 'limit', n_prompt_tokens: 'requested' };
/** Names that say nothing. */
const PLAIN_NAMES = new Set(['Error', 'Object', 'AttemptFailure']);

interface Place {
  readonly origin: Origin;
  readonly depth: number;
  /** The field that holds it. */
  readonly key: string;
}

/** Reads everything that a failure tells, in whatever form it comes. Never throws; bounded. */
export function collectEvidence(failure: unknown): Evidence {
  const walk = new Walk();
  walk.start(failure instanceof AttemptFailure ? failure.failure : failure);
  return walk.collector.evidence();
}

class Walk {
  readonly collector = new EvidenceCollector();
  readonly #seen = new Set<object>();

  start(failure: unknown): void {
    const place: Place = { origin: 'body', depth: 0, key: '' };
    if (typeof failure === 'string') {
      this.#text(failure, place);
    } else if (isArray(failure)) {
      this.#any(failure, place);
    } else if (isObject(failure)) {
      const thrown =
        failure instanceof Error ||
        typeof read(failure, 'name') === 'string' ||
        typeof read(failure, 'class') === 'string';
      this.#any(failure, thrown ? { ...place, origin: 'thrown' } : place);
    } else if (typeof failure === 'number' || typeof failure === 'bigint' || typeof failure === 'boolean') {
      this.collector.addMessage(String(failure), 'thrown');
    }
  }

  #any(value: unknown, place: Place): void {
    if (typeof value === 'string') this.#text(value, place);
    else if (isArray(value)) for (const entry of value.slice(0, MAX_ENTRIES)) this.#any(entry, place);
    else if (isObject(value)) this.#object(value, place);
  }

  /** Words, JSON, or both; a provider's JSON may stand in any message. */
  #text(text: string, place: Place): void {
    if (!/[{["]|^\s*\w+:/.test(text)) {
      this.collector.addMessage(text, place.origin);
      return;
    }
    const { words, documents } = readText(text);
    // What stands before the JSON may name the status; it comes first, so that the innermost words don't win over it.
    if (words !== '') this.collector.addMessage(words, place.origin);
    for (const document of documents) {
      if (typeof document === 'string') this.#text(document, { ...place, depth: place.depth + 1 });
      else this.#any(document, { origin: 'body', depth: place.depth + 1, key: place.key });
    }
  }

  #payload(value: unknown, place: Place): void {
    const payload = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
    if (typeof payload === 'string') {
      if (place.depth <= 1)
        this.collector.body = payload.trim() === '' ? 'empty' : isPage(payload) ? 'page' : 'content';
      this.#text(payload, place);
      return;
    }
    // A body that nobody has read yet can't be read here: it is a stream.
    if (
      !isObject(payload) ||
      typeof read(payload, 'getReader') === 'function' ||
      typeof read(payload, 'pipe') === 'function'
    )
      return;
    if (place.depth <= 1) this.collector.body = 'content';
    this.#any(payload, place);
  }

  #object(node: object, place: Place): void {
    if (place.depth > MAX_DEPTH || this.#seen.size >= MAX_NODES || this.#seen.has(node)) return;
    this.#seen.add(node);
    // The words of a conversation are nobody's error message, nor are those meant for the provider's own developers.
    if (typeof read(node, 'role') === 'string' || isDebugInfo(node)) return;
    if (place.origin === 'thrown') this.#names(node);
    const quota = readQuota(node);
    if (quota !== undefined) this.collector.quotas.push(quota);
    for (const key of keysToRead(node)) {
      const value = read(node, key);
      if (value === undefined) continue;
      if (place.origin === 'body' && place.depth <= 3) this.collector.fields.add(key);
      const time = readStatedTime(key, value);
      if (time !== undefined) this.collector.times.push(time);
      const length = LENGTH_FIELDS[key];
      if (length !== undefined && Number.isSafeInteger(value)) this.collector.lengths[length] = value as number;
      this.#field(key, value, place);
    }
  }

  #field(key: string, value: unknown, place: Place): void {
    const field = roleOf(key);
    if (field === undefined) return;
    const { collector } = this;
    const inner: Place = { origin: place.origin, depth: place.depth + 1, key };
    switch (field.role) {
      case 'message':
        // What an SDK holds beside its message is what the provider sent.
        this.#any(
          value,
          key === 'message' || (place.origin === 'thrown' && key === 'errors') ? inner : { ...inner, origin: 'body' },
        );
        break;
      case 'payload':
        this.#payload(value ?? '', { ...inner, origin: 'body' });
        break;
      case 'part':
        // A chunk of an answer can have a text by the name of 'response'.
        if (isObject(value))
          this.#any(key === 'choices' && isArray(value) ? value[0] : value, { ...inner, origin: 'body' });
        break;
      case 'cause':
        this.#any(value, place.origin === 'thrown' || place.depth === 0 ? { ...inner, origin: 'thrown' } : inner);
        break;
      case 'headers':
        addHeaders(collector.headers, value);
        break;
      case 'status':
        this.#status(value, place);
        break;
      case 'status-text':
        if (typeof value === 'string') collector.addStatusText(value);
        break;
      case 'type':
        if (typeof value === 'string' && NAME.test(value)) {
          collector.types.add(value.toLowerCase());
          if (value !== 'error') collector.addCode(value, 'type');
        }
        break;
      case 'finish':
        if (typeof value === 'string') collector.finish.add(value.toLowerCase());
        break;
      case 'violations':
        this.#any(value, inner);
        break;
      case 'code':
        this.#code(value, field.rank, place);
        break;
      default:
        field satisfies never;
    }
  }

  #names(node: object): void {
    for (const name of [read(node, 'name'), read(node, 'class'), read(read(node, 'constructor'), 'name')]) {
      if (typeof name === 'string' && !PLAIN_NAMES.has(name)) this.collector.addThrown(name);
    }
  }

  #status(value: unknown, place: Place): void {
    if (typeof value === 'number' || (typeof value === 'string' && /^\d{3}$/.test(value))) {
      const status = Number(value);
      if (place.key === 'base_resp') this.collector.addCode(status, 'number');
      if (place.depth === 0 || place.key === 'response') this.collector.addResponseStatus(status);
      else this.collector.addInnerStatus(status);
    } else if (typeof value === 'string' && GRPC_STATUS.test(value)) {
      this.collector.addCode(value, 'status');
    }
  }

  #code(value: unknown, rank: CodeRank, place: Place): void {
    if (typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value))) {
      this.collector.addCode(value, 'number');
      this.collector.addInnerStatus(Number(value));
    } else if (typeof value === 'string' && NAME.test(value)) {
      this.collector.addCode(value, rank);
      if (place.key === 'incomplete_details') this.collector.finish.add(value.toLowerCase());
    }
  }
}

function isDebugInfo(node: object): boolean {
  // Some of these bodies come with a space before the '@'.
  const type = read(node, '@type') ?? read(node, ' @type');
  return typeof type === 'string' && type.endsWith('DebugInfo');
}

function keysToRead(node: object): readonly string[] {
  const own = keysOf(node, MAX_KEYS);
  let plain = false;
  try {
    plain = Object.getPrototypeOf(node) === Object.prototype;
  } catch {
    // A hostile proxy: its properties are read one by one.
  }
  return plain ? own : [...new Set([...HIDDEN_KEYS, ...own])];
}
