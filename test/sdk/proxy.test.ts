import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createClient } from '../../src/client/create-client.js';
import type { Provider } from '../../src/core/provider.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';
import { startProviderSimulator, type ProviderSimulator } from '../../src/testing/index.js';
import { startConnectProxy, type ConnectProxy } from '../../src/transport/http/connect-proxy.fixture.js';

/** `@google/generative-ai` goes its own way, and says so in its option. */
const ADAPTERS: readonly (readonly [string, (options: { baseURL: string; apiKey: string }) => Provider])[] = [
  ['ollama', ollama],
  ['openai', openai],
  ['gemini', (options) => gemini({ ...options, sdk: 'genai' })],
];

/** A name that no resolver knows: only a proxy can bring a request there. */
const FAR_HOST = 'models.invalid';

let simulator: ProviderSimulator;
let proxy: ConnectProxy;

beforeEach(async () => {
  simulator = await startProviderSimulator({ answer: () => 'Hi' });
  proxy = await startConnectProxy(Number(new URL(simulator.baseURL.ollama).port));
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'HTTPS_PROXY', 'NO_PROXY']) vi.stubEnv(name, '');
  vi.stubEnv('HTTP_PROXY', proxy.url);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await proxy.close();
  await simulator.close();
});

/** The form in which the simulator takes a provider's address, at any host. */
function baseURL(name: string, host: string): string {
  const url = new URL(simulator.baseURL[name as keyof ProviderSimulator['baseURL']]);
  url.host = host;
  return url.href.replace(/\/$/, '');
}

async function ask(provider: Provider): Promise<string> {
  const client = createClient({ providers: [provider] });
  const messages = [{ role: 'user', content: 'Hello' }] as const;
  const request = { model: `${provider.name}/m`, messages, retry: false };
  let text = (await client.chat(request)).text;
  for await (const part of client.stream(request)) if (part.type === 'text-delta') text += part.text;
  await client.close();
  return text;
}

test.each(ADAPTERS)('%s reaches another host through the proxy of the environment', async (name, create) => {
  const provider = create({ baseURL: baseURL(name, `${FAR_HOST}:80`), apiKey: 'simulated-key' });
  expect(await ask(provider)).toBe('HiHi');
  expect(new Set(proxy.asked)).toEqual(new Set([`${FAR_HOST}:80`]));
});

test.each(ADAPTERS)('%s never reaches this machine through a proxy', async (name, create) => {
  const { port } = new URL(simulator.baseURL.ollama);
  for (const host of ['127.0.0.1', 'localhost']) {
    expect(await ask(create({ baseURL: baseURL(name, `${host}:${port}`), apiKey: 'simulated-key' }))).toBe('HiHi');
  }
  expect(proxy.asked).toEqual([]);
});
