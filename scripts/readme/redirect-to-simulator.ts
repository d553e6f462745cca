// Preloaded into the process of an example: whatever it connects to arrives at the simulator, so that an example reads
// as it would in a user's program, with the providers' own addresses, and still reaches no host but loopback.
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import tls from 'node:tls';

const port = Number(process.env['README_SIMULATOR_PORT']);
const OLLAMA_DEFAULT_PORT = 11_434;

interface Target {
  readonly host?: string | undefined;
  readonly port?: number | string | null | undefined;
}

const connect = net.connect;

/** A server that the example itself started on loopback is its own business; Ollama's usual port is not. */
function isOwnServer({ host, port: targetPort }: Target): boolean {
  const loopback = host === undefined || host === 'localhost' || host === '::1' || /^127\./.test(host);
  return loopback && Number(targetPort) !== OLLAMA_DEFAULT_PORT;
}

Object.assign(net, {
  connect(options: net.NetConnectOpts, listener?: () => void): net.Socket {
    if (typeof options !== 'object' || isOwnServer(options as Target)) return connect(options, listener);
    return connect({ ...options, host: '127.0.0.1', port }, listener);
  },
});

Object.assign(tls, {
  // The simulator speaks plain HTTP: the socket only says that it is secure, as its user waits for.
  connect(_options: tls.ConnectionOptions, listener?: () => void): net.Socket {
    const socket = connect({ host: '127.0.0.1', port });
    if (listener !== undefined) socket.once('secureConnect', listener);
    return socket.once('connect', () => socket.emit('secureConnect'));
  },
});

syncBuiltinESMExports();
