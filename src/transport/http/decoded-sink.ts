import { pipeline, type Duplex } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { ByteSink } from './byte-sink.js';

/** What servers are told that they may use. https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding */
export const ACCEPTED_ENCODINGS = 'gzip, br';

/** More are no honest server's: each may make a thousand bytes of one. */
const MOST_LAYERS = 5;

// Each piece of a stream is wanted when it comes. Whether an answer was cut is told by its content.
const ZLIB = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };

/** By the names of https://www.iana.org/assignments/http-parameters/http-parameters.xhtml#content-coding */
const DECODERS: ReadonlyMap<string, () => Duplex> = new Map([
  ['gzip', () => createGunzip(ZLIB)],
  ['x-gzip', () => createGunzip(ZLIB)],
  ['deflate', () => createInflate(ZLIB)],
  ['br', () => createBrotliDecompress(BROTLI)],
]);

/** What decodes a `content-encoding`, in the order of the work; `undefined` where one is not known, so that nothing can be done. */
export function decodersOf(encoding: string): readonly Duplex[] | undefined {
  const names = encoding.toLowerCase().split(',').reverse();
  if (names.length > MOST_LAYERS) {
    throw new TypeError(`Expected an answer with at most ${MOST_LAYERS} content encodings, got ${names.length}.`);
  }
  const makers = names.map((name) => DECODERS.get(name.trim()));
  return makers.every((make) => make !== undefined) ? makers.map((make) => make()) : undefined;
}

interface DecodedSinkInit {
  readonly to: ByteSink;
  /** The connection may go on. */
  readonly resume: () => void;
  /** The bytes are none of this encoding. */
  readonly onBroken: (error: unknown) => void;
}

/** Hands the bytes of an encoded answer on as they were before. */
export class DecodedSink implements ByteSink {
  readonly #first: Duplex;
  readonly #last: Duplex;
  readonly #to: ByteSink;

  constructor(decoders: readonly Duplex[], { to, resume, onBroken }: DecodedSinkInit) {
    const first = (this.#first = decoders[0] as Duplex);
    const last = (this.#last = decoders.at(-1) as Duplex);
    this.#to = to;
    first.on('drain', resume);
    last.on('data', (chunk: Buffer) => {
      if (!to.push(chunk)) last.pause();
    });
    const done = (error?: unknown): void => {
      if (error) onBroken(error);
      else to.close();
    };
    if (decoders.length > 1) pipeline(decoders, done);
    else last.on('error', done).on('end', done);
  }

  push(chunk: Buffer): boolean {
    return this.#first.write(chunk);
  }

  close(): void {
    this.#first.end();
  }

  fail(error: unknown): void {
    this.#destroy();
    this.#to.fail(error);
  }

  drop(reason: unknown): void {
    this.#destroy();
    this.#to.drop(reason);
  }

  /** Goes on after its reader had enough. */
  resume(): void {
    this.#last.resume();
  }

  #destroy(): void {
    this.#first.destroy();
    this.#last.destroy();
  }
}
