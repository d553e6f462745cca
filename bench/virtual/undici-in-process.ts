import { Agent, type Dispatcher } from 'undici';

type Fetch = (input: string, init?: RequestInit) => Promise<Response>;
type Dispatch = Dispatcher['dispatch'];

const realDispatch: Dispatch = Agent.prototype.dispatch;
let current: Dispatch | undefined;

Agent.prototype.dispatch = function (this: Agent, options, handler) {
  return (current ?? realDispatch).call(this, options, handler);
};

/** Sends what this library sends to another `dispatch`: no option changes that of its own connections. @returns puts it back */
export function redirectDispatch(dispatch: Dispatch): () => void {
  current = dispatch;
  return () => {
    current = undefined;
  };
}

/** Sends what this library sends to a `fetch`. @returns puts it back */
export function redirectUndici(fetch: Fetch): () => void {
  return redirectDispatch((options, handler) => {
    void answerOver(fetch, options, handler);
    return true;
  });
}

/** Tells a handler what a connection would. */
async function answerOver(
  fetch: Fetch,
  options: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
): Promise<void> {
  const connection = new Connection();
  try {
    handler.onRequestStart?.(connection, undefined);
    const response = await fetch(`${String(options.origin)}${options.path}`, {
      method: options.method,
      headers: headersOf(options.headers as readonly string[]),
      body: options.body as string,
      signal: connection.signal,
    });
    handler.onResponseStart?.(connection, response.status, Object.fromEntries(response.headers), response.statusText);
    for await (const chunk of response.body ?? []) {
      handler.onResponseData?.(connection, Buffer.from(chunk as Uint8Array));
      await connection.flow;
    }
    handler.onResponseEnd?.(connection, {});
  } catch (error) {
    // As undici has it: what `fetch` makes of an error is not its cause.
    const cause = error instanceof TypeError && error.cause !== undefined ? error.cause : error;
    handler.onResponseError?.(connection, cause as Error);
  }
}

class Connection implements Dispatcher.DispatchController {
  readonly #aborter = new AbortController();
  /** Settles once more may come. */
  flow: Promise<void> | undefined;
  #resume: (() => void) | undefined;

  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  get aborted(): boolean {
    return this.signal.aborted;
  }

  get reason(): Error | null {
    return this.aborted ? (this.signal.reason as Error) : null;
  }

  get paused(): boolean {
    return this.flow !== undefined;
  }

  abort(reason: Error): void {
    this.#aborter.abort(reason);
  }

  pause(): void {
    this.flow = new Promise((resolve) => (this.#resume = resolve));
  }

  resume(): void {
    this.flow = undefined;
    this.#resume?.();
  }
}

function headersOf(list: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 1; index < list.length; index += 2) pairs.push([list[index - 1] ?? '', list[index] ?? '']);
  return pairs;
}
