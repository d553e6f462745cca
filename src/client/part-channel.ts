/** Hands parts from a producer to a consumer, one at a time: the producer waits until the consumer has taken one. */
export class PartChannel<Part> {
  /** Who waits for a part. */
  #taker: { resolve(result: IteratorResult<Part, undefined>): void; reject(error: unknown): void } | undefined;
  /** A part that nobody has taken yet, and its producer. */
  #offer: { readonly part: Part; taken(): void } | undefined;
  #notes: Part[] = [];
  #end: { readonly error?: unknown; readonly isError: boolean } | undefined;

  /** Resolves when the consumer has taken the part. */
  async push(part: Part): Promise<void> {
    if (this.#end !== undefined) return;
    if (this.#taker !== undefined) {
      const taker = this.#taker;
      this.#taker = undefined;
      taker.resolve({ done: false, value: part });
      return;
    }
    await new Promise<void>((resolve) => {
      this.#offer = { part, taken: resolve };
    });
  }

  /** Hands over a part without waiting for it to be taken. A part on offer is withdrawn: it belongs to what broke. */
  note(part: Part): void {
    if (this.#end !== undefined) return;
    this.#offer?.taken();
    this.#offer = undefined;
    if (this.#taker !== undefined) {
      const taker = this.#taker;
      this.#taker = undefined;
      taker.resolve({ done: false, value: part });
    } else this.#notes.push(part);
  }

  end(): void {
    this.#finish({ isError: false });
  }

  fail(error: unknown): void {
    this.#finish({ isError: true, error });
  }

  take(): Promise<IteratorResult<Part, undefined>> {
    const note = this.#notes.shift();
    if (note !== undefined) return Promise.resolve({ done: false, value: note });
    if (this.#offer !== undefined) {
      const { part, taken } = this.#offer;
      this.#offer = undefined;
      taken();
      return Promise.resolve({ done: false, value: part });
    }
    if (this.#end !== undefined) {
      const end = this.#end;
      this.#end = { isError: false };
      return end.isError ? Promise.reject(end.error) : Promise.resolve({ done: true, value: undefined });
    }
    return new Promise((resolve, reject) => {
      this.#taker = { resolve, reject };
    });
  }

  #finish(end: { readonly error?: unknown; readonly isError: boolean }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#offer?.taken();
    if (end.isError) this.#offer = undefined;
    const taker = this.#taker;
    this.#taker = undefined;
    if (taker === undefined) return;
    this.#end = { isError: false };
    if (end.isError) taker.reject(end.error);
    else taker.resolve({ done: true, value: undefined });
  }
}
