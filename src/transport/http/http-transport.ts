import type { Connections } from './connections.js';
import type { HttpRequest } from './http-request.js';

/** Sends requests over connections of its own, never over the process-wide dispatcher. */
export interface HttpTransport {
  /** Loads what the first request would load. */
  prepare(): Promise<void>;
  fetch(url: string, request: HttpRequest): Promise<Response>;
  /** Ends every connection; what is still under way fails. A later request opens new ones. */
  close(): Promise<void>;
}

type ConnectionsModule = typeof import('./connections.js');

let loading: Promise<ConnectionsModule> | undefined;
/** Once it is there, a request need not wait for it any more. */
let loaded: ConnectionsModule | undefined;

/** It brings undici, which takes 100 ms to load: not before the first request. */
function loadConnections(): Promise<ConnectionsModule> {
  loading ??= import('./connections.js').then((module) => (loaded = module));
  return loading;
}

/** A transport with connections of its own. */
export function createHttpTransport(): HttpTransport {
  let connections: Connections | undefined;
  const send = (module: ConnectionsModule, url: string, request: HttpRequest): Promise<Response> => {
    connections ??= new module.Connections();
    return connections.send(url, request);
  };
  return {
    async prepare() {
      await loadConnections();
    },
    fetch(url, request) {
      // No async function: its frame would stand around each request.
      if (loaded === undefined) return loadConnections().then((module) => send(module, url, request));
      try {
        return send(loaded, url, request);
      } catch (error) {
        return Promise.reject(error);
      }
    },
    async close() {
      await connections?.close();
    },
  };
}
