/** Fails at the first line that is no JSON. */
export interface LineGuard {
  onChunk(chunk: Uint8Array): void;
  onEnd(): void;
}

/** Checks the lines of an NDJSON stream; `refuse` makes the error for a line that is none. */
export function createNdjsonGuard(refuse: (line: string) => Error): LineGuard {
  const decoder = new TextDecoder();
  let rest = '';
  const check = (line: string): void => {
    if (line.trim() === '') return;
    try {
      JSON.parse(line);
    } catch {
      throw refuse(line);
    }
  };
  return {
    onChunk(chunk) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(check);
    },
    onEnd() {
      check(rest + decoder.decode());
    },
  };
}
