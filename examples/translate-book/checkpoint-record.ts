/** One line of the checkpoint. */
export type CheckpointRecord =
  | {
      readonly type: 'piece';
      readonly key: string;
      readonly chapter: string;
      /** The translation. */
      readonly text: string;
      /** What a person should look at. */
      readonly warnings?: readonly string[];
    }
  /** The answer to this piece was cut off for its length: its halves are asked for and it is not asked for again. */
  | { readonly type: 'cut'; readonly key: string }
  /** The chapter stands in the out folder; `source` and `output` are hashes of the two texts. */
  | { readonly type: 'chapter'; readonly chapter: string; readonly source: string; readonly output: string };

/**
 * Reads one line.
 * @returns `undefined` where it is no record: a line half written when the program was killed, or damage.
 */
export function parseCheckpointLine(line: string): CheckpointRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is CheckpointRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { type, key, chapter, text, source, output } = value as Record<string, unknown>;
  const areTexts = (...fields: readonly unknown[]): boolean => fields.every((field) => typeof field === 'string');
  if (type === 'piece') return areTexts(key, chapter, text);
  if (type === 'cut') return areTexts(key);
  return type === 'chapter' && areTexts(chapter, source, output);
}
