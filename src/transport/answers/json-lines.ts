import type { ByteRead, ByteReader } from '../http/byte-reader.js';
import { drain } from './tapped-body.js';

/** What is told of a stream that is read by its lines. */
export interface JsonLinesInit {
  /** Sees the bytes before anyone else does. */
  onChunk(chunk: Uint8Array): void;
  /** The connection broke, or was aborted; throws the error on. */
  readonly onError: (error: unknown) => never;
  /** Makes the error for a line that is no JSON. */
  refuse(): Error;
}

const LINE_FEED = 0x0a;
const NO_LINES: readonly unknown[] = [];

/**
 * Reads a stream of JSON lines. Its bytes are cut before they become text: a line feed is no part of any other character,
 * and a decoder that keeps the halves of characters costs more than the lines.
 */
export class JsonLines {
  readonly #reader: ByteReader;
  readonly #init: JsonLinesInit;
  /** The beginning of a line whose end has not come yet. */
  #rest: Uint8Array[] = [];

  constructor(reader: ByteReader, init: JsonLinesInit) {
    this.#reader = reader;
    this.#init = init;
  }

  /** Ends the connection; without effect where the stream has ended. */
  release(): void {
    this.#reader.cancel().catch(() => undefined);
  }

  /** For a whole answer: waits a moment for the end of its stream, so that the connection can be used again. */
  drain(): void {
    drain(this.#reader, () => this.release());
  }

  /**
   * What the next packet completes: as many lines as it ends, none of them where one is no JSON; `undefined` when the
   * stream is over. No async function: its frame would stand around each packet.
   */
  read(): Promise<readonly unknown[] | undefined> {
    return this.#reader.read().then(this.#onRead, this.#init.onError);
  }

  readonly #onRead = ({ done, value }: ByteRead): readonly unknown[] | undefined => {
    if (!done) {
      this.#init.onChunk(value);
      return this.#take(value);
    }
    // Servers may end without the last line feed.
    const last = this.#rest.length === 0 ? NO_LINES : this.#parse(Buffer.concat(this.#rest));
    this.#rest = [];
    return last.length === 0 ? undefined : last;
  };

  #take(chunk: Uint8Array): readonly unknown[] {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    if (end === 0) {
      this.#rest.push(chunk);
      return NO_LINES;
    }
    const whole = chunk.subarray(0, end);
    const lines = this.#rest.length === 0 ? whole : Buffer.concat([...this.#rest, whole]);
    this.#rest = end === chunk.length ? [] : [chunk.subarray(end)];
    return this.#parse(lines);
  }

  #parse({ buffer, byteOffset, byteLength }: Uint8Array): readonly unknown[] {
    const values: unknown[] = [];
    for (const line of Buffer.from(buffer, byteOffset, byteLength).toString('utf8').split('\n')) {
      const text = line.trim();
      if (text !== '') values.push(this.#parseLine(text));
    }
    return values;
  }

  #parseLine(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      this.release();
      throw this.#init.refuse();
    }
  }
}
