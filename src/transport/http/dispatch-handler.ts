import type { Dispatcher } from 'undici';

/** The connection that serves a request. */
export type RequestConnection = Pick<Dispatcher.DispatchController, 'abort' | 'pause' | 'resume'>;

export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A body goes on, or waits until it is told to. */
type Flow = 'flowing' | 'paused';

/**
 * Is told of one request by undici, in the way of its versions from 7 on; and in that of version 6, whose dispatchers users
 * bring along, such as one for their proxy.
 */
export abstract class DispatchHandler implements Dispatcher.DispatchHandler {
  #old: OldConnection | undefined;

  abstract onRequestStart(connection: RequestConnection): void;
  abstract onResponseStart(...told: [RequestConnection, status: number, AnswerHeaders, statusText?: string]): void;
  abstract onResponseData(connection: RequestConnection, chunk: Buffer): void;
  abstract onResponseEnd(): void;
  abstract onResponseError(connection: unknown, error: unknown): void;

  /** Version 6, as all from here on. */
  onConnect(abort: (error?: Error) => void): void {
    this.#old = new OldConnection(abort);
    this.onRequestStart(this.#old);
  }

  onHeaders(...[status, rawHeaders, resume, statusText]: OldHeaders): boolean {
    return this.#withOld((connection) => {
      connection.onResume = resume;
      this.onResponseStart(connection, status, readHeaders(rawHeaders), statusText);
    });
  }

  onData(chunk: Buffer): boolean {
    return this.#withOld((connection) => this.onResponseData(connection, chunk));
  }

  onComplete(): void {
    this.onResponseEnd();
  }

  onError(error: unknown): void {
    this.onResponseError(this.#old, error);
  }

  /** @returns whether more may come */
  #withOld(tell: (connection: OldConnection) => void): boolean {
    if (this.#old === undefined) return true;
    tell(this.#old);
    return this.#old.flow === 'flowing';
  }
}

type OldHeaders = [
  status: number,
  rawHeaders: readonly (Buffer | string)[],
  resume: () => void,
  statusText: string | undefined,
];

class OldConnection implements RequestConnection {
  readonly abort: (error?: Error) => void;
  flow: Flow = 'flowing';
  onResume: (() => void) | undefined;

  constructor(abort: (error?: Error) => void) {
    this.abort = abort;
  }

  pause(): void {
    this.flow = 'paused';
  }

  resume(): void {
    this.flow = 'flowing';
    this.onResume?.();
  }
}

function readHeaders(raw: readonly (Buffer | string)[]): AnswerHeaders {
  const headers: Record<string, string[]> = {};
  for (let index = 1; index < raw.length; index += 2) {
    (headers[latin1(raw[index - 1]).toLowerCase()] ??= []).push(latin1(raw[index]));
  }
  return headers;
}

function latin1(bytes: Buffer | string | undefined): string {
  return typeof bytes === 'string' ? bytes : (bytes?.toString('latin1') ?? '');
}
