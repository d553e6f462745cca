import type { ProviderSimulatorOptions } from '../../src/testing/simulator/options.js';
import { checkOptions } from '../../src/testing/simulator/check-options.js';
import { ClientGone, Exchange } from '../../src/testing/simulator/exchange.js';
import { handleRequest } from '../../src/testing/simulator/handle-request.js';
import { openRecord, type RequestRecord } from '../../src/testing/simulator/request-record.js';
import { createSimulation, type Simulation } from '../../src/testing/simulator/simulation.js';
import { MemoryResponse } from './memory-response.js';

/**
 * The provider simulator without its sockets: the same routes, quotas, faults and wire formats behind a `fetch`. A
 * socket would cost a millisecond for each request, and its events come in an order that no seed decides.
 */
export class InProcessServer {
  readonly requests: RequestRecord[] = [];
  readonly #simulation: Simulation;
  readonly #exchanges = new Set<Exchange>();

  constructor(options: ProviderSimulatorOptions) {
    this.#simulation = createSimulation(checkOptions(options));
  }

  get relapses(): number {
    return this.#simulation.overload.relapses;
  }

  /** Whether an exchange is on its way that needs no time to pass. */
  get isMoving(): boolean {
    for (const exchange of this.#exchanges) if (!exchange.isParked) return true;
    return false;
  }

  /** Takes the place of the global `fetch`. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const request = typeof input === 'object' && 'url' in input ? input : undefined;
    const url = new URL(typeof input === 'string' || input instanceof URL ? input : input.url);
    const signal = init.signal ?? request?.signal;
    signal?.throwIfAborted();
    const body = init.body ?? request?.body;
    const text = typeof body === 'string' ? body : await new Response(body).text();
    const response = new MemoryResponse();
    const incoming = {
      method: init.method ?? request?.method ?? 'GET',
      url: url.pathname + url.search,
      headers: Object.fromEntries(new Headers(init.headers ?? request?.headers)),
      async *[Symbol.asyncIterator]() {
        yield Buffer.from(text, 'utf8');
      },
    };
    const onAbort = (): void => response.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    response.once('close', () => signal?.removeEventListener('abort', onAbort));
    void this.#serve(incoming, response);
    return response.response;
  };

  async #serve(request: ConstructorParameters<typeof Exchange>[0]['request'], response: MemoryResponse): Promise<void> {
    const arrival = {
      id: this.requests.length + 1,
      at: this.#simulation.clock.now(),
      connection: 1,
      openConnections: 1,
    };
    const record = openRecord(request, arrival);
    this.requests.push(record);
    const exchange = new Exchange({ request, response, record, clock: this.#simulation.clock });
    this.#exchanges.add(exchange);
    try {
      await handleRequest(this.#simulation, exchange);
    } catch (error) {
      if (error instanceof ClientGone || exchange.gone.aborted) return;
      record.error = error;
      exchange.fail(error);
    } finally {
      this.#exchanges.delete(exchange);
    }
  }
}
