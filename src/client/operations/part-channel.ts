/** Hands parts from a producer to a consumer, one at a time: the producer waits until the consumer has taken one. */
export class PartChannel<Part> {
  /** Who waits for a part; more than one where the consumer pulls ahead. */
  readonly #takers: { resolve(result: IteratorResult<Part, undefined>): void; reject(error: unknown): void }[] = [];
  /** A part that nobody has taken yet, and its producer. */
  #offer: { readonly part: Part; taken(): void } | undefined;
  #notes: Part[] = [];
  #end: { readonly error?: unknown; readonly isError: boolean } | undefined;

  /** Resolves when the consumer has taken the part. */
  async push(part: Part): Promise<void> {
    if (this.#end !== undefined) return;
    if (this.#handTo(part)) return;
    await new Promise<void>((resolve) => {
      this.#offer = { part, taken: resolve };
    });
  }

  /** Hands over a part without waiting for it to be taken. A part on offer is withdrawn: it belongs to what broke. */
  note(part: Part): void {
    if (this.#end !== undefined) return;
    this.#offer?.taken();
    this.#offer = undefined;
    if (!this.#handTo(part)) this.#notes.push(part);
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
      this.#takers.push({ resolve, reject });
    });
  }

  #handTo(part: Part): boolean {
    const taker = this.#takers.shift();
    taker?.resolve({ done: false, value: part });
    return taker !== undefined;
  }

  #finish(end: { readonly error?: unknown; readonly isError: boolean }): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#offer?.taken();
    if (end.isError) this.#offer = undefined;
    const [first, ...others] = this.#takers.splice(0);
    if (first === undefined) return;
    // An error is told once; after it there is nothing more.
    this.#end = { isError: false };
    if (end.isError) first.reject(end.error);
    else first.resolve({ done: true, value: undefined });
    for (const taker of others) taker.resolve({ done: true, value: undefined });
  }
}
