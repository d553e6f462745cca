import { subscribe } from 'node:diagnostics_channel';
import { systemClock } from '../core/clock.js';

/** How long a server that doesn't tell what it waits for may think before it counts as waiting for time, in real ms. */
const THINKING_GRACE_MS = 5;

/** How long anything else of an exchange may stand still, in real ms: a first connection compiles its parser. */
const NETWORK_GRACE_MS = 250;

/** Turns as well as time: a computation of 10 ms is no silence. */
const GRACE_TURNS = 60;

/** A server of this process that knows which of its exchanges wait for time to pass. @internal */
export interface KnownServer {
  /** `127.0.0.1:11434` */
  readonly host: string;
  /** How many of its exchanges wait for a timer, or for ever. */
  readonly parked: () => number;
}

/**
 * Sees the HTTP requests that this process has under way, whoever sends them: undici, that of `fetch` included, and
 * node:http tell of them on channels (https://undici.nodejs.org/#/docs/api/DiagnosticsChannel.md).
 */
class LoopbackExchanges {
  readonly #hosts = new Map<object, string>();
  /** With how many of its exchanges were given up. */
  readonly #servers = new Map<KnownServer, number>();
  #isWatching = false;
  #lastActivityMs = Number.NEGATIVE_INFINITY;
  #turnsSinceActivity = 0;
  #graceMs = NETWORK_GRACE_MS;

  /** Starts to look, once for the process. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const opened = (message: unknown): void => this.#open(message);
    const moved = (): void => this.#touch(NETWORK_GRACE_MS);
    const received = (): void => this.#touch(THINKING_GRACE_MS);
    const closed = (message: unknown): void => this.#close(message);
    for (const name of ['undici:request:create', 'http.client.request.start']) subscribe(name, opened);
    for (const name of [
      'undici:client:connected',
      'undici:client:sendHeaders',
      'undici:request:headers',
      'http.server.response.finish',
    ]) {
      subscribe(name, moved);
    }
    subscribe('http.server.request.start', received);
    for (const name of [
      'undici:request:trailers',
      'undici:request:error',
      'http.client.response.finish',
      'http.client.request.error',
    ]) {
      subscribe(name, closed);
    }
  }

  /** @returns forgets the server again. */
  addServer(server: KnownServer): () => void {
    this.#servers.set(server, 0);
    return () => this.#servers.delete(server);
  }

  /** Whether an exchange with a known server is on its way between the two, and so sure to move without time passing. */
  isMoving(): boolean {
    let isMoving = false;
    for (const [server, stuck] of this.#servers) {
      const moving = this.#countMoving(server);
      if (moving > stuck) isMoving = true;
      else this.#servers.set(server, moving);
    }
    return isMoving;
  }

  /** What is on its way now is not waited for again: an answer that nobody reads never arrives. */
  giveUp(): void {
    for (const server of this.#servers.keys()) this.#servers.set(server, this.#countMoving(server));
  }

  /** Whether there is an exchange with any other server, and one moved within the last moments. Ask once a turn. */
  mayMove(): boolean {
    this.#turnsSinceActivity += 1;
    const quietMs = systemClock.elapsed() - this.#lastActivityMs;
    if (quietMs >= this.#graceMs && this.#turnsSinceActivity >= GRACE_TURNS) return false;
    const known = new Set(Array.from(this.#servers.keys(), (server) => server.host));
    return [...this.#hosts.values()].some((host) => !known.has(host));
  }

  #countMoving({ host, parked }: KnownServer): number {
    let underWay = 0;
    for (const other of this.#hosts.values()) if (other === host) underWay += 1;
    return Math.max(0, underWay - parked());
  }

  #open(message: unknown): void {
    const { request } = message as { request: ChannelRequest };
    this.#hosts.set(request, hostOf(request));
    this.#touch(NETWORK_GRACE_MS);
  }

  #close(message: unknown): void {
    this.#hosts.delete((message as { request: ChannelRequest }).request);
    this.#touch(NETWORK_GRACE_MS);
  }

  #touch(graceMs: number): void {
    this.#graceMs = graceMs;
    this.#lastActivityMs = systemClock.elapsed();
    this.#turnsSinceActivity = 0;
  }
}

interface ChannelRequest {
  /** Undici's. */
  readonly origin?: string | URL;
  /** node:http's. */
  readonly getHeader?: (name: string) => unknown;
}

function hostOf(request: ChannelRequest): string {
  if (request.origin !== undefined) return new URL(request.origin).host;
  const host = request.getHeader?.('host');
  return typeof host === 'string' ? host : '';
}

/** One for the process, as the channels are. @internal */
export const loopbackExchanges = new LoopbackExchanges();
