import { endianness } from 'node:os';
import type { Column, Steps } from './column.js';

/** Bytes of the header: the width of a number, the order of its bytes, how long the names are, and the base. */
const HEADER = 16;
const LITTLE = endianness() === 'LE' ? 1 : 0;
const WIDTHS = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: Float64Array } as const;

/** A column as bytes: header, numbers, names as JSON. */
export function columnBytes({ base, steps, names }: Column): Uint8Array {
  const text = names === undefined ? undefined : Buffer.from(JSON.stringify(names));
  const numbers = steps?.byteLength ?? 0;
  const bytes = new Uint8Array(HEADER + numbers + (text?.byteLength ?? 0));
  const header = new DataView(bytes.buffer);
  header.setUint8(0, steps?.BYTES_PER_ELEMENT ?? 0);
  header.setUint8(1, LITTLE);
  header.setUint32(4, text?.byteLength ?? 0, true);
  header.setFloat64(8, base, true);
  if (steps !== undefined) bytes.set(new Uint8Array(steps.buffer, steps.byteOffset, numbers), HEADER);
  if (text !== undefined) bytes.set(text, HEADER + numbers);
  return bytes;
}

/**
 * The column of some bytes.
 * @throws Error where they are none
 */
export function columnOfBytes(given: Uint8Array): Column {
  if (given.byteLength < HEADER) throw new Error('A column of a block is cut: the database is damaged (malformed).');
  // Numbers are read in place, which takes an address that is a multiple of their width.
  const bytes = given.byteOffset % 8 === 0 ? given : Uint8Array.from(given);
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
  const width = header.getUint8(0);
  const namesLength = header.getUint32(4, true);
  const base = header.getFloat64(8, true);
  const end = bytes.byteLength - namesLength;
  const names =
    namesLength === 0
      ? undefined
      : (JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + end, namesLength).toString()) as string[]);
  const steps = width === 0 ? undefined : stepsOf(bytes.subarray(HEADER, end), { width, little: header.getUint8(1) });
  return { base, ...(steps === undefined ? {} : { steps }), ...(names === undefined ? {} : { names }) };
}

function stepsOf(bytes: Uint8Array, { width, little }: { readonly width: number; readonly little: number }): Steps {
  const type = WIDTHS[width as keyof typeof WIDTHS];
  if (type === undefined) throw new Error('A column of a block is none: the database is damaged (malformed).');
  // Written on a machine of the other order.
  const own = little === LITTLE ? bytes : swapped(bytes, width);
  return new type(own.buffer as ArrayBuffer, own.byteOffset, Math.floor(own.byteLength / width));
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (let start = 0; start < copy.length; start += width) copy.subarray(start, start + width).reverse();
  return copy;
}
