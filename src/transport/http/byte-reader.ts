/** Reads the bytes of a body as they come, one read at a time. A reader of a stream is one. */
export type ByteReader = Pick<ReadableStreamDefaultReader<Uint8Array>, 'read' | 'cancel'>;

export type ByteRead = Awaited<ReturnType<ByteReader['read']>>;

/** An answer that can be read without a stream, which costs more than all else of a short answer. */
export interface DirectAnswer {
  /** `undefined` where it has no body, or somebody else has it already. */
  takeReader(): ByteReader | undefined;
}

/** A reader of the body of any answer; `undefined` where there is none. */
export function readerOf(response: Response): ByteReader | undefined {
  const direct = (response as Partial<DirectAnswer>).takeReader?.();
  return direct ?? (response.body?.getReader() as ByteReader | undefined);
}
