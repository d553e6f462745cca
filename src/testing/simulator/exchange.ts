import type { Clock } from '../../core/clock.js';
import { turnEventLoop } from '../event-loop.js';
import type { RequestRecord } from './request-record.js';
import type { WireReply } from './wire-format.js';

/** Thrown inside an exchange whose client went away, or whose server closed. @internal */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

/** What is needed of a request of node:http. @internal */
export interface WireRequest extends AsyncIterable<Buffer> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What is needed of a response of node:http. @internal */
export interface WireResponse {
  readonly headersSent: boolean;
  readonly writableFinished: boolean;
  readonly socket: { resetAndDestroy(): unknown; destroy(): unknown } | null;
  once(event: 'close', listener: () => void): unknown;
  writeHead(status: number, headers: Readonly<Record<string, string>>): unknown;
  flushHeaders(): void;
  write(data: string, written: () => void): unknown;
  end(data: string): unknown;
}

/** What an {@link Exchange} is made of. @internal */
export interface ExchangeParts {
  readonly request: WireRequest;
  readonly response: WireResponse;
  readonly record: RequestRecord;
  readonly clock: Clock;
}

/** One request and its answer on the wire. @internal */
export class Exchange {
  readonly url: URL;
  /** Aborts as soon as the client's socket closes before the answer is complete. */
  readonly gone: AbortSignal;
  readonly record: RequestRecord;
  readonly #request: WireRequest;
  readonly #response: WireResponse;
  readonly #clock: Clock;
  #isEndedHere = false;
  #waits = 0;

  constructor(parts: ExchangeParts) {
    const { request, response, record, clock } = parts;
    this.#request = request;
    this.#response = response;
    this.#clock = clock;
    this.record = record;
    this.url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const controller = new AbortController();
    this.gone = controller.signal;
    response.once('close', () => {
      if (!response.writableFinished && !this.#isEndedHere) this.#settle('aborted');
      controller.abort(new ClientGone('The connection is closed.'));
    });
  }

  /** Names in lower case; several headers of one name in one. */
  get headers(): Readonly<Record<string, string>> {
    const entries = Object.entries(this.#request.headers);
    return Object.fromEntries(
      entries.map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
    );
  }

  get method(): string {
    return this.#request.method ?? 'GET';
  }

  async readBody(): Promise<string> {
    const pieces: Buffer[] = [];
    try {
      for await (const piece of this.#request) pieces.push(piece);
    } catch {
      // The only way to fail: the socket closed before the body was over.
      throw new ClientGone('The connection closed inside the request.');
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  /** Whether only time, the client or the `answer` option can take it further. */
  get isParked(): boolean {
    return this.#waits > 0;
  }

  async sleep(ms: number): Promise<void> {
    if (ms > 0) await this.park(this.#clock.sleep(ms, { signal: this.gone }));
  }

  /** Waits for something that isn't the network. */
  async park<Value>(waited: Promise<Value> | Value): Promise<Value> {
    this.#waits += 1;
    try {
      return await waited;
    } finally {
      this.#waits -= 1;
    }
  }

  /** Sends an error or a small answer whole. */
  reply(reply: WireReply, outcome: RequestRecord['outcome']): void {
    this.gone.throwIfAborted();
    this.head(reply.status, { ...reply.headers, 'content-length': String(Buffer.byteLength(reply.body)) });
    this.end(reply.body, outcome);
  }

  head(status: number, headers: Readonly<Record<string, string>>): void {
    this.gone.throwIfAborted();
    this.record.status = status;
    this.#response.writeHead(status, headers);
    // Headers go out by themselves: a body may never follow.
    this.#response.flushHeaders();
  }

  /**
   * Resolves once the data has left for the client, so that it is not lost where the socket breaks next, and a client
   * in this process has had its turn: pieces arrive one by one, as from a model, and not glued together.
   */
  async write(data: string): Promise<void> {
    this.gone.throwIfAborted();
    if (data === '') return;
    await new Promise<void>((resolve, reject) => {
      this.gone.addEventListener('abort', onGone, { once: true });
      const { gone } = this;
      function onGone(): void {
        reject(gone.reason as Error);
      }
      this.#response.write(data, () => {
        gone.removeEventListener('abort', onGone);
        resolve();
      });
    });
    // Two: the first ends the turn that the write belongs to.
    await turnEventLoop();
    await turnEventLoop();
  }

  end(data: string, outcome: RequestRecord['outcome']): void {
    this.gone.throwIfAborted();
    this.#isEndedHere = true;
    // Before the data leaves, so that who has the answer finds it in the log.
    this.#settle(outcome);
    this.#response.end(data);
  }

  /** Breaks the connection: `reset` drops what was sent and not yet read, `close` delivers it first. */
  break(how: 'reset' | 'close'): void {
    this.#isEndedHere = true;
    this.#settle('fault');
    const { socket } = this.#response;
    if (how === 'reset') socket?.resetAndDestroy();
    else socket?.destroy();
  }

  /** Leaves the client without an end until one side goes away. */
  hang(): Promise<never> {
    return this.park(
      new Promise<never>((_resolve, reject) => {
        const onGone = (): void => reject(this.gone.reason as Error);
        if (this.gone.aborted) onGone();
        else this.gone.addEventListener('abort', onGone, { once: true });
      }),
    );
  }

  /** Says that the simulator itself, or the `answer` it was given, threw. */
  fail(error: unknown): void {
    const message = `The simulator failed: ${error instanceof Error ? error.message : String(error)}`;
    if (this.#response.headersSent) this.break('close');
    else this.reply({ status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: message }, 'fault');
  }

  #settle(outcome: RequestRecord['outcome']): void {
    if (this.record.outcome !== 'pending') return;
    this.record.outcome = outcome;
    this.record.endedAt = this.#clock.now();
  }
}
