/** How much of a stream is remembered, in bytes: an error payload is the last thing in it. */
const TAIL_BYTES = 65_536;

/** The key `error` of a JSON text; not the word inside a text, where the quotes are escaped. */
export const ERROR_KEY = /(?<!\\)"error"\s*:/;

function isAnswer(line: string): boolean {
  const text = line.replace(/^data:\s*/, '').trim();
  if (text === '' || text === '[DONE]' || text.startsWith(':')) return true;
  if (!text.startsWith('{') || ERROR_KEY.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Remembers the last bytes of a stream, by reference. */
export class StreamTail {
  readonly #chunks: Uint8Array[] = [];
  #sizeBytes = 0;
  #overflowed = false;

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#sizeBytes += chunk.length;
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      if (this.#sizeBytes - first.length < TAIL_BYTES) return;
      this.#chunks.shift();
      this.#sizeBytes -= first.length;
      this.#overflowed = true;
    }
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  /**
   * The error payload in the tail as it was on the wire, the pieces of the answer around it left out: a model's own
   * words are nothing to classify. `undefined` where there is none.
   */
  error(): string | undefined {
    const lines = this.text().split(/\r\n|\r|\n/);
    // The first line of a tail that was cut is a piece of one.
    if (this.#overflowed) lines.shift();
    const rest = lines.filter((line) => !isAnswer(line)).join('\n');
    return ERROR_KEY.test(rest) ? rest : undefined;
  }
}
