import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

const NEWLINE = 10;

/** Appends a text as a whole or not at all: what a full disk took of it is taken back. */
export function appendWhole(file: string, text: string): void {
  const bytes = Buffer.from(text);
  const handle = openSync(file, 'a', 0o600);
  try {
    const { size } = fstatSync(handle);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(handle, bytes, written);
    } catch (error) {
      // Where another process has added its own meanwhile, the part stays: the rest of it comes again, and counts once.
      if (written > 0 && fstatSync(handle).size === size + written) ftruncateSync(handle, size);
      throw error;
    }
  } finally {
    closeSync(handle);
  }
}

/** Whether the last line of a file has no end: a process was killed in the middle of it. */
export function endsInMiddle(file: string): boolean {
  const handle = openSync(file, 'a+', 0o600);
  try {
    const { size } = fstatSync(handle);
    if (size === 0) return false;
    const last = Buffer.alloc(1);
    readSync(handle, last, 0, 1, size - 1);
    return last[0] !== NEWLINE;
  } finally {
    closeSync(handle);
  }
}
