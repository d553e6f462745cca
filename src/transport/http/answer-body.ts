import type { ReadableStreamDefaultController, UnderlyingSource } from 'node:stream/web';
import type { ByteRead, ByteReader } from './byte-reader.js';
import type { ByteSink } from './byte-sink.js';

/** What the connection does for a body. */
export interface AnswerSource {
  /** Goes on after a pause. */
  resume(): void;
  /** Lets go of the connection. */
  abort(reason: unknown): void;
}

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** What may lie here unread before the connection is told to wait, in bytes. */
const MOST_UNREAD_BYTES = 65_536;

/**
 * The body of an answer between the connection that brings it and whoever reads it: piece by piece, or all at once, or as a
 * stream. Whoever takes one of these ways keeps to it. Bytes that came before the connection broke are read before its
 * error is.
 */
export class AnswerBody implements ByteSink, ByteReader, UnderlyingSource {
  readonly #source: AnswerSource;
  #chunks: Buffer[] = [];
  #unreadBytes = 0;
  #isPaused = false;
  #end: 'none' | 'closed' | { readonly error: unknown } = 'none';
  /** Who waits for the next piece. */
  #reader: Waiting<ByteRead> | undefined;
  /** Who waits for all of it. */
  #whole: Waiting<Buffer> | undefined;

  constructor(source: AnswerSource) {
    this.#source = source;
  }

  push(chunk: Buffer): boolean {
    if (this.#reader !== undefined) {
      this.#takeReader()?.resolve(readOf(chunk));
      return true;
    }
    this.#chunks.push(chunk);
    this.#unreadBytes += chunk.length;
    this.#isPaused = this.#whole === undefined && this.#unreadBytes >= MOST_UNREAD_BYTES;
    return !this.#isPaused;
  }

  close(): void {
    if (this.#end !== 'none') return;
    this.#end = 'closed';
    this.#takeReader()?.resolve(DONE);
    this.#whole?.resolve(this.#takeAll());
  }

  fail(error: unknown): void {
    if (this.#end !== 'none') return;
    this.#end = { error };
    this.#takeReader()?.reject(error);
    this.#whole?.reject(error);
  }

  drop(reason: unknown): void {
    this.#chunks = [];
    this.fail(reason);
  }

  /** The next piece. */
  read(): Promise<ByteRead> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#unreadBytes -= chunk.length;
      if (this.#unreadBytes < MOST_UNREAD_BYTES) this.#goOn();
      return Promise.resolve(readOf(chunk));
    }
    if (this.#end === 'closed') return Promise.resolve(DONE);
    return new Promise((resolve, reject) => {
      if (this.#end !== 'none' && this.#end !== 'closed') reject(this.#end.error);
      else this.#reader = { resolve, reject };
    });
  }

  /** All bytes, once they are there. */
  bytes(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      if (this.#end === 'closed') resolve(this.#takeAll());
      else if (this.#end !== 'none') reject(this.#end.error);
      else {
        this.#whole = { resolve, reject };
        this.#goOn();
      }
    });
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    // Nothing is read ahead of its reader: all that waits, waits here.
    return new ReadableStream(this, { highWaterMark: 0 });
  }

  /** Of the stream. */
  async pull(controller: ReadableStreamDefaultController): Promise<void> {
    const { done, value } = await this.read();
    if (done) controller.close();
    else controller.enqueue(value);
  }

  cancel(reason?: unknown): Promise<void> {
    this.#chunks = [];
    // Of a stream that is cancelled nobody waits any more.
    this.#takeReader()?.resolve(DONE);
    this.#source.abort(reason);
    return Promise.resolve();
  }

  #goOn(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#source.resume();
  }

  #takeReader(): Waiting<ByteRead> | undefined {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }

  #takeAll(): Buffer {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
  }
}

const DONE: ByteRead = { done: true, value: undefined };

/** A Buffer's own methods differ from those that readers of a body expect. */
function readOf({ buffer, byteOffset, length }: Buffer): ByteRead {
  return { done: false, value: new Uint8Array(buffer, byteOffset, length) };
}
