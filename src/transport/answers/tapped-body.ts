import type { ByteReader } from '../http/byte-reader.js';
import { callAfter, systemClock } from '../../core/clock.js';

/** The end follows the last piece at once, in a packet of its own. */
const DRAIN_MS = 100;

/** Sees the bytes of a stream before anyone else does. */
export interface StreamTap {
  /** What it throws fails the stream in place of the chunk. */
  onChunk(chunk: Uint8Array): void;
  /** What it throws fails the stream in place of its end. */
  onEnd?(): void;
  /** The connection broke, or was aborted. */
  onError(error: unknown): void;
}

/** A way to let go of a stream while its reader is somebody else's. */
export interface TappedBody {
  /** Ends the connection; without effect where the stream has ended. */
  release(): void;
  /** For a whole answer whose reader stopped at its last piece: waits a moment for the end, so that the connection can be used again. */
  drain(): void;
}

type Body = ReadableStream<Uint8Array>;
type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Puts a tap on a body: from now on all of its readers read through the tap. */
export function tapBody(body: Body, tap: StreamTap): TappedBody {
  return new Tap(body, tap);
}

/** Where a body keeps its tap. */
const TAP = Symbol('tap');

class Tap implements TappedBody {
  readonly #reader: Reader;
  readonly #tap: StreamTap;

  constructor(body: Body, tap: StreamTap) {
    this.#reader = body.getReader();
    this.#tap = tap;
    Object.assign(Object.setPrototypeOf(body, TAPPED) as Body, { [TAP]: this });
  }

  get closed(): Promise<void> {
    return this.#reader.closed;
  }

  readonly read = async (): ReturnType<Reader['read']> => {
    let result: Awaited<ReturnType<Reader['read']>>;
    try {
      result = await this.#reader.read();
    } catch (error) {
      this.#tap.onError(error);
      throw error;
    }
    try {
      if (result.done) this.#tap.onEnd?.();
      else this.#tap.onChunk(result.value);
    } catch (error) {
      this.release();
      throw error;
    }
    return result;
  };

  readonly cancel = (reason?: unknown): Promise<void> => this.#reader.cancel(reason);

  release(): void {
    // It rejects where the stream has failed already; that was told to the tap.
    this.#reader.cancel().catch(() => undefined);
  }

  drain(): void {
    drain(this.#reader, () => this.release());
  }

  /** A stream around the stream would always do, and costs as much as all the rest of a tap; no SDK pipes it. */
  around(): Body {
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          const { done, value } = await this.read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: this.cancel,
      },
      // Nothing is read ahead.
      { highWaterMark: 0 },
    );
  }
}

type Tapped = Body & { readonly [TAP]: Tap };

/** All ways to read a body, over its tap: shared by all bodies, since to give each its own costs more than the tap. */
const TAPPED = Object.setPrototypeOf(
  {
    getReader(this: Tapped) {
      const { read, cancel, closed } = this[TAP];
      return { read, cancel, closed, releaseLock: () => undefined };
    },
    values(this: Tapped) {
      const { read, cancel } = this[TAP];
      const iterator = {
        next: read,
        return: async (value?: unknown) => {
          await cancel(value);
          return { done: true, value } as const;
        },
        [Symbol.asyncIterator]: () => iterator,
      };
      return iterator;
    },
    [Symbol.asyncIterator](this: Tapped) {
      return this.values();
    },
    cancel(this: Tapped, reason?: unknown) {
      return this[TAP].cancel(reason);
    },
    pipeTo(this: Tapped, ...target: Parameters<Body['pipeTo']>) {
      return this[TAP].around().pipeTo(...target);
    },
    pipeThrough(this: Tapped, ...target: Parameters<Body['pipeThrough']>) {
      return this[TAP].around().pipeThrough(...target);
    },
    tee(this: Tapped) {
      return this[TAP].around().tee();
    },
  },
  ReadableStream.prototype,
) as object;

/** Reads a whole answer's connection to its end, for a moment, so that it can be used again; else lets go of it. */
export function drain(reader: ByteReader, release: () => void): void {
  const callOff = callAfter(systemClock, { ms: DRAIN_MS, unref: true, callback: release });
  const readOn = (): Promise<void> =>
    reader.read().then(({ done }) => {
      if (!done) return readOn();
      callOff();
      return undefined;
    });
  // Pieces after the last one are nobody's any more; the answer was whole, and how its connection ends is of no concern.
  readOn().catch(callOff);
}
