import { Readable } from 'node:stream';
import type { AnswerBody } from './answer-body.js';
import type { ByteReader, DirectAnswer } from './byte-reader.js';

export interface HttpAnswerInit {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
}

const UTF8 = new TextDecoder();
type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A `Response` that makes a stream only for those who want one: most read all of an answer at once. It is one by its
 * prototype: what the constructor of `Response` makes costs as much as to read a short answer, and knows only some statuses.
 */
export class HttpAnswer implements Response, DirectAnswer {
  readonly type = 'default';
  readonly redirected = false;
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly #source: AnswerBody | undefined;
  #stream: ReadableStream<Bytes> | undefined;
  #isRead = false;

  constructor(source: AnswerBody | undefined, { url, status, statusText, headers }: HttpAnswerInit) {
    this.#source = source;
    this.url = url;
    this.status = status;
    this.statusText = statusText;
    this.headers = headers;
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299;
  }

  get body(): ReadableStream<Bytes> | null {
    if (this.#source === undefined) return null;
    return (this.#stream ??= this.#isRead ? lockedStream() : this.#source.stream());
  }

  get bodyUsed(): boolean {
    return this.#isRead || (this.#stream !== undefined && Readable.isDisturbed(this.#stream as never));
  }

  takeReader(): ByteReader | undefined {
    return this.#take();
  }

  text(): Promise<string> {
    return this.#takeBytes()?.then(decode) ?? this.#takeFromStream((rest) => rest.text());
  }

  json(): Promise<unknown> {
    return this.#takeBytes()?.then(parse) ?? this.#takeFromStream((rest) => rest.json());
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#takeBytes()?.then(copy) ?? this.#takeFromStream((rest) => rest.arrayBuffer());
  }

  bytes(): Promise<Bytes> {
    return this.arrayBuffer().then((buffer) => new Uint8Array(buffer));
  }

  blob(): Promise<Blob> {
    return this.#takeFromStream((rest) => rest.blob());
  }

  formData(): Promise<FormData> {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- A Response has it.
    return this.#takeFromStream((rest) => rest.formData());
  }

  /** @throws TypeError where the body is read already */
  clone(): Response {
    if (this.bodyUsed) throw new TypeError('Expected an answer whose body nobody has read yet, to make a copy of it.');
    const { url, status, statusText } = this;
    const [mine, theirs] = this.body?.tee() ?? [];
    this.#stream = mine;
    const copied = new HttpAnswer(this.#source, { url, status, statusText, headers: new Headers(this.headers) });
    copied.#stream = theirs;
    return copied;
  }

  #takeBytes(): Promise<Buffer> | undefined {
    return this.#take()?.bytes();
  }

  /** The body itself; `undefined` where it has a stream already, or is read. */
  #take(): AnswerBody | undefined {
    if (this.#source === undefined || this.#stream !== undefined || this.#isRead) return undefined;
    this.#isRead = true;
    return this.#source;
  }

  async #takeFromStream<T>(take: (rest: Response) => Promise<T>): Promise<T> {
    if (this.bodyUsed) throw new TypeError('Expected a body that nobody has read yet: it can be read once.');
    return take(new Response(this.body, { headers: this.headers }));
  }
}

Object.setPrototypeOf(HttpAnswer.prototype, Response.prototype);

/** What the body of an answer is whose bytes somebody else has. */
function lockedStream(): ReadableStream<Bytes> {
  const stream = new ReadableStream<Bytes>();
  stream.getReader();
  return stream;
}

function decode(bytes: Buffer): string {
  return UTF8.decode(bytes);
}

function parse(bytes: Buffer): unknown {
  return JSON.parse(UTF8.decode(bytes));
}

function copy({ buffer, byteOffset, length }: Buffer): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
}
