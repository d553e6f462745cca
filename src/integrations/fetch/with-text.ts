/** The same response, whose text was read already, and can be read once more. */
export function withText(response: Response, text: string): Response {
  return new TextResponse(response, text) as unknown as Response;
}

/**
 * A `Response` made anew costs as much as half of all the rest of a healthy call, and so does one that is changed; this
 * one is a plain object that answers like it.
 */
class TextResponse {
  readonly #response: Response;
  readonly #text: string;
  #isUsed = false;
  #copy: Response | undefined;

  static {
    // `instanceof Response` holds, though nothing of a Response is ever asked.
    Object.setPrototypeOf(TextResponse.prototype, Response.prototype);
  }

  constructor(response: Response, text: string) {
    this.#response = response;
    this.#text = text;
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
    return this.#response.headers;
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
    return this.#isUsed ? null : this.#real().body;
  }

  get bodyUsed(): boolean {
    return this.#isUsed || this.#copy?.bodyUsed === true;
  }

  async text(): Promise<string> {
    if (this.#copy !== undefined) return this.#copy.text();
    if (this.#isUsed) throw new TypeError('Body is unusable: Body has already been read');
    this.#isUsed = true;
    return this.#text;
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
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
    return this.#real().clone();
  }

  /** For those who want the body as a stream, which costs more. */
  #real(): Response {
    const { status, statusText, headers } = this.#response;
    this.#copy ??= new Response(this.#text, { status, statusText, headers });
    return this.#copy;
  }
}
