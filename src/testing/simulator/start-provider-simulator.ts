import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { loopbackExchanges } from '../loopback-exchanges.js';
import { checkFault, checkOptions } from './check-options.js';
import { ClientGone, Exchange } from './exchange.js';
import { handleRequest } from './handle-request.js';
import type { ProviderSimulatorOptions } from './options.js';
import type { ProviderSimulator } from './provider-simulator.js';
import { openRecord, type RequestRecord } from './request-record.js';
import { createSimulation, type Simulation } from './simulation.js';

/**
 * Starts a real HTTP server on 127.0.0.1 that speaks the wire formats of Ollama, OpenAI and Gemini, streaming included,
 * with quotas, keys, models, overload and faults as you like them. Programs that talk to LLMs can be tested against it
 * with their real SDKs, without a network, a bill or a wait.
 *
 * A request meets, in this order: faults of the way (see {@link FaultEffect}), its key, overload, its model, the length
 * of its prompt, quotas, and then its answer.
 * @throws TypeError (a rejection) that lists everything wrong with the options.
 * @example
 * const clock = manualClock();
 * const simulator = await startProviderSimulator({
 *   clock,
 *   quotas: [{ provider: 'ollama', window: 'hour', limit: 60 }],
 *   faults: [{ provider: 'ollama', type: 'reset', at: 3 }],
 * });
 * const ollama = new Ollama({ host: simulator.baseURL.ollama });
 * // … your program …
 * simulator.requests.filter((request) => request.outcome === 'refused').length;
 * await simulator.close();
 */
export async function startProviderSimulator(options: ProviderSimulatorOptions = {}): Promise<ProviderSimulator> {
  const simulator = new HttpProviderSimulator(createSimulation(checkOptions(options)));
  await simulator.listen(options.port ?? 0);
  return simulator;
}

class HttpProviderSimulator implements ProviderSimulator {
  readonly requests: RequestRecord[] = [];
  readonly #simulation: Simulation;
  readonly #server: Server;
  readonly #sockets = new Map<Socket, number>();
  readonly #exchanges = new Set<Exchange>();
  #socketCount = 0;
  #port = 0;
  #closing: Promise<void> | undefined;
  #forget: () => void = () => undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
    // Node's own limits run on real time, which isn't the simulator's.
    this.#server = createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 }, (request, response) => {
      void this.#serve(request, response);
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.set(socket, ++this.#socketCount);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  get port(): number {
    return this.#port;
  }

  get baseURL(): ProviderSimulator['baseURL'] {
    const root = `http://127.0.0.1:${this.#port}`;
    return { ollama: root, openai: `${root}/v1`, gemini: root };
  }

  get connections(): number {
    return this.#sockets.size;
  }

  get inFlight(): number {
    return this.#exchanges.size;
  }

  get relapses(): number {
    return this.#simulation.overload.relapses;
  }

  readonly addFault: ProviderSimulator['addFault'] = (fault) => this.#simulation.faults.add(checkFault(fault));

  readonly setKeyState: ProviderSimulator['setKeyState'] = (keyId, state) =>
    this.#simulation.keys.setState(keyId, state);

  readonly setModel: ProviderSimulator['setModel'] = (provider, name, change) =>
    this.#simulation.models.set(provider, name, change);

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
    // So that a manual clock knows which exchanges wait for it.
    const parked = (): number => Array.from(this.#exchanges).filter((exchange) => exchange.isParked).length;
    this.#forget = loopbackExchanges.addServer({ host: `127.0.0.1:${this.#port}`, parked });
  }

  close(): Promise<void> {
    this.#forget();
    this.#closing ??= new Promise((resolve) => {
      this.#server.close(() => resolve());
      for (const socket of this.#sockets.keys()) socket.destroy();
    });
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange({ request, response, record: this.#open(request), clock: this.#simulation.clock });
    this.requests.push(exchange.record);
    this.#exchanges.add(exchange);
    try {
      await handleRequest(this.#simulation, exchange);
    } catch (error) {
      if (error instanceof ClientGone || exchange.gone.aborted) return;
      exchange.record.error = error;
      exchange.fail(error);
    } finally {
      this.#exchanges.delete(exchange);
    }
  }

  #open(request: IncomingMessage): RequestRecord {
    return openRecord(request, {
      id: this.requests.length + 1,
      at: this.#simulation.clock.now(),
      connection: this.#sockets.get(request.socket) ?? 0,
      openConnections: this.#sockets.size,
    });
  }
}
