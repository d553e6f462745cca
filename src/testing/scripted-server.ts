import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as it came over the wire. */
export interface ScriptedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Parsed, where it is JSON; else the text. */
  readonly body: unknown;
}

/** Answers one request: may write, wait, stop half-way, or destroy the socket. */
export type ScriptedAnswer = (response: ServerResponse, request: ScriptedRequest) => unknown;

/** A loopback server that answers as it is told, and sees what adapters do with their connections. */
export interface ScriptedServer {
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly url: string;
  readonly requests: readonly ScriptedRequest[];
  /** How many connections were opened so far. */
  readonly acceptedConnections: number;
  /** How every request is answered from now on. */
  answer(answer: ScriptedAnswer): void;
  /** Resolves at the next request, after it was recorded. */
  nextRequest(): Promise<ScriptedRequest>;
  /** Resolves to whether nothing of this kind is left open, as soon as it is so, at the latest after `withinMs`. */
  closesAll(kind: 'connections' | 'answers', withinMs: number): Promise<boolean>;
  close(): Promise<void>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Starts a {@link ScriptedServer}. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  const requests: ScriptedRequest[] = [];
  const sockets = new Set<Socket>();
  const answers = new Set<ServerResponse>();
  let acceptedConnections = 0;
  let waiting: ((request: ScriptedRequest) => void)[] = [];
  let script: ScriptedAnswer = (response) => response.writeHead(500).end();

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    // A connection that the adapter ends is what many tests are about.
    response.on('error', () => undefined);
    answers.add(response);
    response.on('close', () => answers.delete(response));
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url: path = '', headers } = incoming;
      const request = { method, path, headers, body: parse(Buffer.concat(chunks).toString('utf8')) };
      requests.push(request);
      const told = waiting;
      waiting = [];
      for (const tell of told) tell(request);
      void script(response, request);
    });
  });
  server.on('connection', (socket) => {
    acceptedConnections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get acceptedConnections() {
      return acceptedConnections;
    },
    answer(answer) {
      script = answer;
    },
    nextRequest: () => new Promise((resolve) => waiting.push(resolve)),
    async closesAll(kind, withinMs) {
      const open = kind === 'connections' ? sockets : answers;
      const until = performance.now() + withinMs;
      while (open.size > 0 && performance.now() < until) await sleep(2);
      return open.size === 0;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
