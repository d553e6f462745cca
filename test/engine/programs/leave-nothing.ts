// Run by process.test.ts in a process of its own, over loopback; says what it found as one line of JSON.
import { createClient } from '../../../src/index.js';
import { ollama } from '../../../src/providers/ollama/index.js';
import { openai } from '../../../src/providers/openai/index.js';
import { startProviderSimulator } from '../../../src/testing/index.js';

const messages = [{ role: 'user' as const, content: 'Hello' }];
const sockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** 1,000 calls at one closed gate, aborted by one signal. */
async function abortParked(): Promise<void> {
  const simulator = await startProviderSimulator({ quotas: [{ window: 'hour', limit: 1 }] });
  const client = createClient({ providers: [ollama({ baseURL: simulator.baseURL.ollama })] });
  const controller = new AbortController();
  const { signal } = controller;
  await client.chat({ model: 'ollama/m', messages });
  const calls = Array.from({ length: 1_000 }, () => client.chat({ model: 'ollama/m', messages, signal }).catch(String));
  while (client.waits()[0]?.waiting !== 1_000) await later(5);
  const requests = simulator.requests.length;
  controller.abort('enough');
  const reasons = new Set(await Promise.all(calls));
  console.log(JSON.stringify({ reasons: [...reasons], more: simulator.requests.length - requests }));
  await simulator.close();
}

/** A wait that does not keep the process alive. */
async function leaveWaiting(): Promise<void> {
  const simulator = await startProviderSimulator({ quotas: [{ window: 'hour', limit: 1 }] });
  const client = createClient({ providers: [ollama({ baseURL: simulator.baseURL.ollama })], unref: true });
  await client.chat({ model: 'ollama/m', messages });
  void client.chat({ model: 'ollama/m', messages });
  while (client.waits().length === 0) await later(5);
  await simulator.close();
  console.log(JSON.stringify({ waits: client.waits().length }));
}

/** Requests that are aborted while the server is silent. */
async function abortRequests(): Promise<void> {
  const simulator = await startProviderSimulator({ faults: [{ type: 'hang' }] });
  const { baseURL } = simulator;
  const providers = [ollama({ baseURL: baseURL.ollama }), openai({ baseURL: baseURL.openai, apiKey: 'simulated-key' })];
  const client = createClient({ providers });
  const before = sockets();
  const controller = new AbortController();
  const { signal } = controller;
  const calls = ['ollama/m', 'openai/m'].map((model) => client.chat({ model, messages, signal }).catch(String));
  while (simulator.requests.length < 2) await later(5);
  const during = sockets();
  controller.abort('enough');
  await Promise.all(calls);
  // 50 ms in which this process has its turns, however busy the machine is: one timer alone may fire late, before any
  // of the sockets' own events.
  for (let slice = 0; slice < 10; slice += 1) await later(5);
  console.log(JSON.stringify({ wereOpen: during > before, left: sockets() - before }));
  await simulator.close();
}

const programs: Record<string, () => Promise<void>> = { abortParked, leaveWaiting, abortRequests };
await programs[process.argv[2] ?? '']?.();
