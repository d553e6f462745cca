import { redactText } from './redact.js';

/** Deeper, or more, than any error that a person reads; what lies beyond is left out of a copy. */
const MOST_DEPTH = 8;
const MOST_OBJECTS = 2_000;
const OMITTED = '[omitted]';

/** Headers that carry secrets of any form. */
const SECRET_HEADER = /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-(?:goog-)?api-key|api-key)$/i;

/**
 * What may be shown of a thrown value: the value itself where nothing in it had to go, else a copy of the same class
 * without the secrets: in messages, stacks, URLs, headers, fields and causes, however deep.
 * @param secrets those that are known, besides all that has the form of a key
 */
export function redactCause(cause: unknown, secrets: readonly string[] = []): unknown {
  const redactor = new Redactor(secrets);
  try {
    const copy = redactor.copy(cause, 0);
    return redactor.hasChanged ? copy : cause;
  } catch {
    // A value whose getters throw can't be looked through, so it can't be shown.
    return new Error('The cause can not be shown: reading it fails.');
  }
}

class Redactor {
  hasChanged = false;
  readonly #secrets: readonly string[];
  readonly #copies = new Map<object, unknown>();

  constructor(secrets: readonly string[]) {
    this.#secrets = secrets;
  }

  copy(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value !== 'object' || value === null) return value;
    const known = this.#copies.get(value);
    if (known !== undefined) return known;
    if (depth > MOST_DEPTH || this.#copies.size > MOST_OBJECTS) return this.#omit(value);
    if (Array.isArray(value)) return this.#array(value, depth);
    if (isHeaders(value)) return this.#headers(value);
    return this.#object(value, depth);
  }

  #text(text: string): string {
    const redacted = redactText(text, this.#secrets);
    if (redacted !== text) this.hasChanged = true;
    return redacted;
  }

  /** What is too deep to look through could hold anything: only an empty one is known to hold nothing. */
  #omit(value: object): unknown {
    if (Reflect.ownKeys(value).length === 0) return value;
    this.hasChanged = true;
    return OMITTED;
  }

  #array(values: readonly unknown[], depth: number): unknown {
    const copy: unknown[] = [];
    this.#copies.set(values, copy);
    for (const value of values) copy.push(this.copy(value, depth + 1));
    return copy;
  }

  #headers(headers: Headers): unknown {
    const copy: Record<string, string> = {};
    this.#copies.set(headers, copy);
    for (const [name, value] of headers) copy[name] = this.#header(name, value);
    return copy;
  }

  #header(name: string, value: string): string {
    if (!SECRET_HEADER.test(name)) return this.#text(value);
    this.hasChanged = true;
    return '[redacted]';
  }

  #object(value: object, depth: number): unknown {
    const copy = Object.create(Object.getPrototypeOf(value) as object | null) as Record<PropertyKey, unknown>;
    this.#copies.set(value, copy);
    for (const name of Reflect.ownKeys(value)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, name);
      if (descriptor === undefined) continue;
      const inner = (value as Record<PropertyKey, unknown>)[name];
      const isSecret = typeof name === 'string' && typeof inner === 'string' && SECRET_HEADER.test(name);
      const redacted = isSecret ? this.#header(name, inner) : this.copy(inner, depth + 1);
      const { enumerable = true } = descriptor;
      Object.defineProperty(copy, name, { value: redacted, enumerable, writable: true, configurable: true });
    }
    return copy;
  }
}

function isHeaders(value: object): value is Headers {
  const { entries, get } = value as Partial<Headers>;
  return (
    typeof entries === 'function' && typeof get === 'function' && Symbol.iterator in value && !(value instanceof Map)
  );
}
