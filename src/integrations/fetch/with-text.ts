import { atAddressOf } from './at-address.js';
import { ofPlatform } from './platform-headers.js';

/** The body of a response that was read. */
export interface ReadBody {
  readonly text: string;
  /** What its JSON says. It is handed out once: nobody else holds it. */
  readonly value: unknown;
}

/** The same response, whose text was read already, and can be read once more. */
export function withText(response: Response, body: ReadBody): Response {
  return new TextResponse(response, body) as unknown as Response;
}

/**
 * A `Response` made anew costs as much as half of all the rest of a healthy call, and so does one that is changed; this
 * one is a plain object that answers like it.
 */
class TextResponse {
  readonly #response: Response;
  readonly #text: string;
  #value: unknown;
  #isUsed = false;
  #headers: Headers | undefined;
  #copy: Response | undefined;

  static {
    // `instanceof Response` holds, though nothing of a Response is ever asked.
    Object.setPrototypeOf(TextResponse.prototype, Response.prototype);
    Object.defineProperty(TextResponse.prototype, 'constructor', { value: Response });
  }

  constructor(response: Response, { text, value }: ReadBody) {
    this.#response = response;
    this.#text = text;
    this.#value = value;
  }

  get status(): number {
    return this.#response.status;
  }

  get statusText(): string {
    return this.#response.statusText;
  }

  get ok(): boolean {
    return this.#response.ok;
  }

  get headers(): Headers {
    this.#headers ??= ofPlatform(this.#response.headers);
    return this.#headers;
  }

  get url(): string {
    return this.#response.url;
  }

  get type(): Response['type'] {
    return this.#response.type;
  }

  get redirected(): boolean {
    return this.#response.redirected;
  }

  get body(): Response['body'] {
    const real = this.#real();
    // What was read already is locked, and gone.
    if (this.#isUsed && !real.bodyUsed) void real.text();
    return real.body;
  }

  get bodyUsed(): boolean {
    return this.#isUsed || this.#copy?.bodyUsed === true;
  }

  // No async functions here: nearly every call asks for one of these two, and nothing is left to wait for.
  text(): Promise<string> {
    if (this.#copy !== undefined) return this.#copy.text();
    if (this.#isUsed) return Promise.reject(new TypeError('Body is unusable: Body has already been read'));
    this.#isUsed = true;
    return Promise.resolve(this.#text);
  }

  json(): Promise<unknown> {
    if (this.#copy !== undefined) return this.#copy.json();
    const value = this.#value;
    this.#value = undefined;
    return this.text().then(() => value);
  }

  async bytes(): Promise<Uint8Array> {
    return new TextEncoder().encode(await this.text());
  }

  async arrayBuffer(): Promise<ArrayBufferLike> {
    return (await this.bytes()).buffer;
  }

  async blob(): Promise<Blob> {
    return new Blob([await this.text()], { type: this.headers.get('content-type') ?? '' });
  }

  clone(): Response {
    if (this.#isUsed) throw new TypeError('Response.clone: Body has already been consumed.');
    return this.#real().clone();
  }

  /** For those who want the body as a stream, which costs more. */
  #real(): Response {
    const { status, statusText, headers } = this.#response;
    this.#copy ??= atAddressOf(new Response(this.#text, { status, statusText, headers }), this.#response);
    return this.#copy;
  }
}
