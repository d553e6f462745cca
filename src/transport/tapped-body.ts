import { systemClock } from '../core/clock.js';

/** The end follows the last piece at once, in a packet of its own. */
const DRAIN_MS = 100;

/** Sees the bytes of a stream before anyone else does. */
export interface StreamTap {
  /** What it throws fails the stream in place of the chunk. */
  onChunk(chunk: Uint8Array): void;
  /** What it throws fails the stream in place of its end. */
  onEnd(): void;
  /** The connection broke, or was aborted. */
  onError(error: unknown): void;
}

/** A stream of the same bytes with a tap on it, and a way to let go of it while its reader is somebody else's. */
export interface TappedBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Ends the connection; without effect where the stream has ended. */
  release(): void;
  /** For a whole answer whose reader stopped at its last piece: waits a moment for the end, so that the connection can be used again. */
  drain(): void;
}

/** Puts a tap on a body. */
export function tapBody(body: ReadableStream<Uint8Array>, tap: StreamTap): TappedBody {
  const reader = body.getReader();
  const release = (): void => {
    // It rejects where the stream has failed already; that was told to the tap.
    reader.cancel().catch(() => undefined);
  };
  const drain = async (): Promise<void> => {
    const enough = new AbortController();
    const patience = systemClock.sleep(DRAIN_MS, { signal: enough.signal, unref: true }).then(release, () => undefined);
    try {
      // Pieces after the last one are nobody's any more.
      while (!(await reader.read()).done);
    } catch {
      // The answer was whole; how its connection ends is of no concern.
    }
    enough.abort('drained');
    await patience;
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let result: Awaited<ReturnType<typeof reader.read>>;
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
        if (result.done) controller.close();
        else controller.enqueue(result.value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read ahead of the SDK.
    { highWaterMark: 0 },
  );
  return { stream, release, drain: () => void drain() };
}
