import { checkClientOptions } from './options/check-options.js';
import { Client, type ClientOptions } from './client.js';

/**
 * Makes a client over one or more providers.
 * @example
 * const client = createClient({ providers: [ollama()] });
 * const reply = await client.chat({ model: 'ollama/gemma3', messages: [{ role: 'user', content: 'Hello' }] });
 * @throws TypeError that lists every problem of the options
 */
export function createClient(options: ClientOptions): Client {
  checkClientOptions(options);
  return new Client(options);
}
