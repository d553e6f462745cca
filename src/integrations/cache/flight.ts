/** One request that several callers wait for. It goes on for as long as one of them does. */
export class Flight<Value> {
  /** Fulfilled when it is over, whatever came of it. */
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();
  readonly #result: Promise<Value>;
  #callers = 0;

  constructor(send: (signal: AbortSignal) => Promise<Value>) {
    this.#result = send(this.#controller.signal);
    this.ended = this.#result.then(
      () => undefined,
      () => undefined,
    );
  }

  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** Waits for it. A caller that goes takes nobody along; the last one ends it. */
  async join(signal: AbortSignal | undefined): Promise<Value> {
    this.#callers += 1;
    const { promise: aborted, stop } = abortion(signal);
    try {
      return await Promise.race([this.#result, aborted]);
    } finally {
      stop();
      this.#callers -= 1;
      // Without effect on one that is over.
      if (this.#callers === 0) this.#controller.abort(signal?.reason);
    }
  }
}

function abortion(signal: AbortSignal | undefined): { readonly promise: Promise<never>; readonly stop: () => void } {
  let stop = (): void => undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    if (signal === undefined) return;
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => {
      signal.removeEventListener('abort', onAbort);
    };
  });
  return { promise, stop };
}
