import type { ResponseCapture } from '../../transport/answers/response-capture.js';

type Fetch = ResponseCapture['fetch'];

/** What an SDK sends by. */
type Sender = Pick<ResponseCapture, 'fetch'>;

/** More than run at the same time are not kept. */
const MOST_IDLE = 64;

/** A client of the SDK, and the capture by which it sends for as long as an attempt has it. */
export interface LentClient<Client> {
  readonly client: Client;
  capture: Sender | undefined;
}

/**
 * Clients of an SDK that takes turns with the attempts: each client sends by the capture of the attempt that has it. An SDK
 * that is given `fetch` with each request copies all of its options by way of JSON.
 */
export class ClientPool<Client> {
  readonly #create: (fetch: Fetch) => Client;
  readonly #idle: LentClient<Client>[] = [];

  constructor(create: (fetch: Fetch) => Client) {
    this.#create = create;
  }

  /** Lends a client for one attempt, which gives it back when the SDK has settled. */
  lend(capture: Sender): LentClient<Client> {
    const lent = this.#idle.pop() ?? this.#make();
    lent.capture = capture;
    return lent;
  }

  takeBack(lent: LentClient<Client>): void {
    lent.capture = undefined;
    if (this.#idle.length < MOST_IDLE) this.#idle.push(lent);
  }

  #make(): LentClient<Client> {
    const client = this.#create((url, init) => {
      if (lent.capture === undefined) return Promise.reject(new Error('The SDK sent something that nobody asked for.'));
      return lent.capture.fetch(url, init);
    });
    const lent: LentClient<Client> = { client, capture: undefined };
    return lent;
  }
}
