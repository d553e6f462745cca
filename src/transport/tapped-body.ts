import { systemClock } from '../core/clock.js';

/** The end follows the last piece at once, in a packet of its own. */
const DRAIN_MS = 100;
/** How many turns the end of a stream takes that has arrived already. */
const TURNS_TO_END = 16;

/** Sees the bytes of a stream before anyone else does. */
export interface StreamTap {
  /** What it throws fails the stream in place of the chunk. */
  onChunk(chunk: Uint8Array): void;
  /** What it throws fails the stream in place of its end. */
  onEnd(): void;
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
  const reader = body.getReader();
  const release = (): void => {
    // It rejects where the stream has failed already; that was told to the tap.
    reader.cancel().catch(() => undefined);
  };
  const read = async (): ReturnType<Reader['read']> => {
    let result: Awaited<ReturnType<Reader['read']>>;
    try {
      result = await reader.read();
    } catch (error) {
      tap.onError(error);
      throw error;
    }
    try {
      if (result.done) tap.onEnd();
      else tap.onChunk(result.value);
    } catch (error) {
      release();
      throw error;
    }
    return result;
  };
  Object.assign(body, readersOf(read, reader));
  return { release, drain: () => void drain(reader, release) };
}

/**
 * All ways to read a stream, over one function. A stream around the stream would do, and cost as much as all the rest of
 * a tap; so there is one only where somebody wants to pipe it, which no SDK does.
 */
function readersOf(read: Reader['read'], reader: Reader): Partial<Body> {
  const cancel = (reason?: unknown): Promise<void> => reader.cancel(reason);
  const around = (): Body =>
    new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const { done, value } = await read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel,
      },
      // Nothing is read ahead.
      { highWaterMark: 0 },
    );
  const values = (): ReturnType<Body['values']> => {
    const iterator = {
      next: read,
      return: async (value?: unknown) => {
        await cancel(value);
        return { done: true, value } as const;
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator as unknown as ReturnType<Body['values']>;
  };
  return {
    getReader: (() => ({ read, cancel, closed: reader.closed, releaseLock: () => undefined })) as Body['getReader'],
    values,
    [Symbol.asyncIterator]: values,
    cancel,
    pipeTo: (...target) => around().pipeTo(...target),
    pipeThrough: (...target) => around().pipeThrough(...target),
    tee: () => around().tee(),
  };
}

/** Reads a whole answer's connection to its end, for a moment, so that it can be used again; else lets go of it. */
export async function drain(reader: Reader, release: () => void): Promise<void> {
  let isOver = false;
  const reading = readToEnd(reader).then(() => {
    isOver = true;
  });
  for (let turn = 0; turn < TURNS_TO_END && !isOver; turn += 1) await Promise.resolve();
  if (isOver) return;
  const enough = new AbortController();
  const patience = systemClock.sleep(DRAIN_MS, { signal: enough.signal, unref: true }).then(release, () => undefined);
  await reading;
  enough.abort('drained');
  await patience;
}

async function readToEnd(reader: Reader): Promise<void> {
  try {
    // Pieces after the last one are nobody's any more.
    while (!(await reader.read()).done);
  } catch {
    // The answer was whole; how its connection ends is of no concern.
  }
}
