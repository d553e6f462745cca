import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 20;
const NEWLINE = 10;

/** A line of a file, and where the next one begins. */
export interface FileLine {
  readonly text: string;
  /** In bytes. */
  readonly nextOffset: number;
}

/** The whole lines of a file from an offset on; what comes after the last end of a line is not written to its end yet. */
export function* linesOf(file: string, offset: number): Generator<FileLine> {
  const handle = openSync(file, 'r');
  try {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest: Buffer = Buffer.alloc(0);
    let lineStart = offset;
    for (let position = offset; ;) {
      const count = readSync(handle, chunk, 0, CHUNK_BYTES, position);
      if (count === 0) return;
      position += count;
      const bytes = Buffer.concat([rest, chunk.subarray(0, count)]);
      let start = 0;
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
        const nextOffset = lineStart + end + 1 - start;
        yield { text: bytes.toString('utf8', start, end), nextOffset };
        lineStart = nextOffset;
        start = end + 1;
      }
      rest = Buffer.from(bytes.subarray(start));
    }
  } finally {
    closeSync(handle);
  }
}
