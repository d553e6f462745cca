import { readerOf } from '../http/byte-reader.js';

/** What is kept of a failed answer's body, in bytes: no real error is longer, and a runaway body fills no memory. */
export const LONGEST_FAILURE_BYTES = 1_000_000;

/**
 * Reads the text of a body, at most `limitBytes` of it, and lets go of the rest. A body that breaks off gives what came
 * before: half an error says more than none.
 * @param onBroken gets what it broke off with
 */
export async function readBoundedText(
  response: Response,
  limitBytes: number,
  onBroken?: (error: unknown) => void,
): Promise<string> {
  const reader = readerOf(response);
  if (reader === undefined) return '';
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  try {
    while (sizeBytes < limitBytes) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      sizeBytes += value.length;
    }
  } catch (error) {
    // See above; an abort shows in the signal.
    onBroken?.(error);
  }
  // Without effect on a body that was read to its end; otherwise it frees the socket.
  reader.cancel().catch(() => undefined);
  return Buffer.concat(chunks).subarray(0, limitBytes).toString('utf8');
}
