/** The same headers as the platform's own class, where a package's own `fetch` brought them. */
export function ofPlatform(headers: Headers): Headers {
  return headers instanceof Headers ? headers : new PackageHeaders(headers);
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/**
 * A copy of twenty headers costs as much as a third of all the rest of a healthy call, and every SDK looks at them; this
 * one is a plain object that answers like them.
 */
class PackageHeaders implements Iterable<[string, string]> {
  readonly #headers: Headers;

  static {
    // `instanceof Headers` holds, though nothing of one is ever asked.
    Object.setPrototypeOf(PackageHeaders.prototype, Headers.prototype);
    Object.defineProperty(PackageHeaders.prototype, 'constructor', { value: Headers });
  }

  constructor(headers: Headers) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    return this.#headers.get(name);
  }

  has(name: string): boolean {
    return this.#headers.has(name);
  }

  set(name: string, value: string): void {
    this.#headers.set(name, value);
  }

  append(name: string, value: string): void {
    this.#headers.append(name, value);
  }

  delete(name: string): void {
    this.#headers.delete(name);
  }

  getSetCookie(): string[] {
    return this.#headers.getSetCookie();
  }

  forEach(callback: (value: string, name: string, headers: Headers) => void, thisArg?: unknown): void {
    for (const [name, value] of this) callback.call(thisArg, value, name, this);
  }

  keys(): ReturnType<Headers['keys']> {
    return this.#headers.keys();
  }

  values(): ReturnType<Headers['values']> {
    return this.#headers.values();
  }

  entries(): ReturnType<Headers['entries']> {
    return this.#headers.entries();
  }

  [Symbol.iterator](): ReturnType<Headers['entries']> {
    return this.#headers.entries();
  }

  /** What `console.log()` shows. */
  [INSPECT](_depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    return `Headers ${inspect(Object.fromEntries(this), options)}`;
  }
}
