import { EventEmitter } from 'node:events';
import type { WireResponse } from '../../src/testing/simulator/exchange.js';

/** Statuses that have no body: https://fetch.spec.whatwg.org/#null-body-status */
const WITHOUT_BODY = new Set([204, 205, 304]);

/** The server's end of an exchange that has no socket: what it writes becomes the `Response` of a `fetch`. */
export class MemoryResponse extends EventEmitter implements WireResponse {
  headersSent = false;
  writableFinished = false;
  readonly response: Promise<Response>;
  #status = 0;
  #headers: Readonly<Record<string, string>> = {};
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  #isClosed = false;
  #resolve!: (response: Response) => void;
  #reject!: (error: unknown) => void;

  constructor() {
    super();
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** As with undici, a reset before the headers is a failed fetch, one inside the body a terminated one. */
  readonly socket = {
    resetAndDestroy: (): void => this.#break(),
    destroy: (): void => this.#break(),
  };

  writeHead(status: number, headers: Readonly<Record<string, string>>): void {
    this.#status = status;
    this.#headers = headers;
  }

  flushHeaders(): void {
    if (this.headersSent) return;
    this.headersSent = true;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#body = controller;
      },
      cancel: () => this.#close(),
    });
    const { status, headers } = { status: this.#status, headers: this.#headers };
    this.#resolve(new Response(WITHOUT_BODY.has(status) ? null : body, { status, headers }));
  }

  write(data: string, written: () => void): void {
    this.#push(data);
    setImmediate(written);
  }

  end(data: string): void {
    this.flushHeaders();
    this.#push(data);
    this.writableFinished = true;
    if (!this.#isClosed) this.#body?.close();
    this.#close();
  }

  /** The client gives up: its `fetch` rejects with this reason, or its body ends in it. */
  abort(reason: unknown): void {
    this.#fail(reason, reason);
  }

  #push(data: string): void {
    if (data !== '' && !this.#isClosed) this.#body?.enqueue(Buffer.from(data, 'utf8'));
  }

  #break(): void {
    const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' });
    this.#fail(new TypeError('fetch failed', { cause }), new TypeError('terminated', { cause }));
  }

  #fail(beforeHeaders: unknown, insideBody: unknown): void {
    if (this.#isClosed) return;
    if (this.headersSent) this.#body?.error(insideBody);
    else this.#reject(beforeHeaders);
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.emit('close');
  }
}
