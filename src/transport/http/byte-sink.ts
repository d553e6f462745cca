/** What takes the bytes of an answer as they come. */
export interface ByteSink {
  /** @returns whether more may come at once */
  push(chunk: Buffer): boolean;
  close(): void;
  /** The connection broke: what came before is still of use. */
  fail(error: unknown): void;
  /** It was called off: nothing of it is of use any more. */
  drop(reason: unknown): void;
}
