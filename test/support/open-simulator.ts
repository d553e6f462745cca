import type { Client, ClientOptions } from '../../src/client/client.js';
import { createClient } from '../../src/client/create-client.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';
import { recordEvents } from '../../src/testing/event-recorder.js';
import {
  manualClock,
  seededRandom,
  startProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
} from '../../src/testing/index.js';

/** A client over the simulator, by the real SDKs. */
export interface OpenSimulator {
  readonly client: Client;
  readonly simulator: ProviderSimulator;
  readonly clock: ReturnType<typeof manualClock>;
  readonly events: ReturnType<typeof recordEvents>;
  close(): Promise<void>;
}

/** Opens a simulator, and a client with all three providers on one manual clock. */
export async function openSimulator(
  simulation: ProviderSimulatorOptions = {},
  options: Partial<ClientOptions> = {},
): Promise<OpenSimulator> {
  const clock = manualClock();
  const simulator = await startProviderSimulator({ clock, random: seededRandom(3), ...simulation });
  const { baseURL } = simulator;
  const client = createClient({
    clock,
    random: seededRandom(4),
    providers: [
      ollama({ baseURL: baseURL.ollama }),
      openai({ baseURL: baseURL.openai, apiKeys: ['sk-one', 'sk-two'] }),
      gemini({ baseURL: baseURL.gemini, apiKeys: ['AIza-one'] }),
    ],
    ...options,
  });
  const close = async (): Promise<void> => {
    await client.close();
    await simulator.close();
  };
  return { client, simulator, clock, events: recordEvents(client), close };
}
