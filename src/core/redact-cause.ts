import { redactText } from './redact.js';

/** Deeper, or more, than any error that a person reads; what lies beyond is left out of a copy. */
const MOST_DEPTH = 8;
const MOST_OBJECTS = 2_000;
const MOST_FIELDS = 1_000;
const OMITTED = '[omitted]';
const REDACTED = '[redacted]';

/** Headers and fields that carry secrets of any form. */
const SECRET_NAME =
  /^(?:(?:proxy-)?authorization|cookie|set-cookie|x-(?:goog-)?api-?key|api[-_]?key|(?:[\w-]+-)?subscription-key|x-auth-token)$/i;
/** What errors hold without showing it among their fields. */
const HIDDEN_FIELDS = ['name', 'message', 'stack', 'cause', 'errors', 'code'];

/**
 * What may be shown of a thrown value: the value itself where nothing in it had to go, else a copy of the same class
 * without the secrets: in messages, stacks, URLs, headers, bodies, fields and causes, however deep.
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
    if (this.#copies.has(value)) return this.#copies.get(value);
    if (depth > MOST_DEPTH || this.#copies.size > MOST_OBJECTS) return this.#omit(value);
    if (Array.isArray(value)) return this.#array(value as readonly unknown[], depth);
    if (value instanceof URL) return this.#whole(value, value.href);
    if (ArrayBuffer.isView(value)) return this.#whole(value, textOf(value));
    if (isNamedEntries(value)) return this.#entries(value, depth);
    return this.#fields(value, depth);
  }

  #text(text: string): string {
    const redacted = redactText(text, this.#secrets);
    if (redacted !== text) this.hasChanged = true;
    return redacted;
  }

  /** A value that is one text in another form: it stays itself, or becomes its redacted text. */
  #whole(value: object, text: string): unknown {
    const redacted = this.#text(text);
    return this.#remember(value, redacted === text ? value : redacted);
  }

  #remember<Copy>(value: object, copy: Copy): Copy {
    this.#copies.set(value, copy);
    return copy;
  }

  /** What is too deep to look through could hold anything: only an empty one is known to hold nothing. */
  #omit(value: object): unknown {
    if (Reflect.ownKeys(value).length === 0 && Object.getPrototypeOf(value) === Object.prototype) return value;
    this.hasChanged = true;
    return OMITTED;
  }

  #array(values: readonly unknown[], depth: number): unknown {
    const copy: unknown[] = this.#remember(values, []);
    for (const value of values.slice(0, MOST_FIELDS)) copy.push(this.copy(value, depth + 1));
    if (values.length > MOST_FIELDS) copy.push(this.#omit(values));
    return copy;
  }

  /** Headers, maps and search parameters, as a plain object. */
  #entries(value: NamedEntries, depth: number): unknown {
    const copy = this.#remember(value, {});
    for (const [name, entry] of value) {
      Object.defineProperty(copy, String(name), property(this.#named(String(name), entry, depth), true));
    }
    return copy;
  }

  #fields(value: object, depth: number): unknown {
    const isError = value instanceof Error;
    const copy = this.#remember(value, isError ? new Error() : {});
    // The class stays readable and instanceof holds; fields of the copy's own lie over the getters of the class,
    // which would fail on what is no true instance.
    Object.setPrototypeOf(copy, Object.getPrototypeOf(value) as object | null);
    const hidden = isError ? HIDDEN_FIELDS : [];
    for (const name of new Set([...hidden, ...Object.getOwnPropertyNames(value).slice(0, MOST_FIELDS)])) {
      const inner = (value as Record<string, unknown>)[name];
      if (inner === undefined) continue;
      const isEnumerable = Object.prototype.propertyIsEnumerable.call(value, name);
      Object.defineProperty(copy, name, property(this.#named(name, inner, depth), isEnumerable));
    }
    return copy;
  }

  #named(name: string, value: unknown, depth: number): unknown {
    if (typeof value !== 'string' || value === '' || !SECRET_NAME.test(name)) return this.copy(value, depth + 1);
    this.hasChanged = true;
    return REDACTED;
  }
}

type NamedEntries = object & Iterable<readonly [unknown, unknown]>;

function isNamedEntries(value: object): value is NamedEntries {
  const { entries, get } = value as Partial<Headers>;
  return typeof entries === 'function' && typeof get === 'function' && Symbol.iterator in value;
}

function textOf(view: ArrayBufferView): string {
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

function property(value: unknown, enumerable: boolean): PropertyDescriptor {
  return { value, enumerable, writable: true, configurable: true };
}
