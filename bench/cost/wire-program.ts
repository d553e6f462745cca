// Answers every request with a good answer of the provider that its path belongs to. Tells the port to its parent process.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BODIES } from './answers.js';

const server = createServer((request, response) => {
  const path = request.url ?? '';
  const provider = path.startsWith('/api/') ? 'ollama' : path.startsWith('/v1/') ? 'openai' : 'gemini';
  const [type, body] = BODIES[provider];
  request.resume();
  request.on('end', () => response.writeHead(200, { 'content-type': type }).end(body));
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));
