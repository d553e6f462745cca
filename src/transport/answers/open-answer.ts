/** An answer whose connection may still be open. */
export interface OpenAnswer {
  /** Lets go of it; without effect where it has come to its end. */
  release(): void;
  /** For a whole answer whose reader stopped before the end of its stream. */
  drain?(): void;
}

/** An answer that is read at once. */
export class WholeAnswer implements OpenAnswer {
  readonly #response: Response;

  constructor(response: Response) {
    this.#response = response;
  }

  release(): void {
    if (!this.#response.bodyUsed) this.#response.body?.cancel().catch(() => undefined);
  }
}
