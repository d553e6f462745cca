import { createClient } from '../../src/client/create-client.js';
import type { Client, ClientOptions } from '../../src/client/client.js';
import type { ChatRequest } from '../../src/core/request.js';
import { recordEvents } from '../../src/testing/event-recorder.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { scriptedProvider, type ScriptedProvider, type Step } from './scripted-provider.js';

/** 2026-03-02 10:00:00 UTC, a Monday. */
export const START = Date.UTC(2026, 2, 2, 10);

/** A client over one scripted provider, on the manual clock. */
export function scenario(
  steps: Parameters<typeof scriptedProvider>[0],
  options: Partial<ClientOptions> & {
    readonly provider?: Parameters<typeof scriptedProvider>[1];
    readonly others?: readonly ScriptedProvider[];
  } = {},
): {
  readonly client: Client;
  readonly clock: ReturnType<typeof manualClock>;
  readonly events: ReturnType<typeof recordEvents>;
  readonly provider: ScriptedProvider;
  chat(extra?: Partial<ChatRequest>): Promise<string>;
} {
  const { provider: providerOptions, others = [], ...clientOptions } = options;
  const clock = manualClock(START);
  const provider = scriptedProvider(steps, { now: () => clock.now() - START, ...providerOptions });
  const client = createClient({ providers: [provider, ...others], clock, random: seededRandom(1), ...clientOptions });
  const events = recordEvents(client);
  const chat = async (extra: Partial<ChatRequest> = {}): Promise<string> => {
    const reply = await client.chat({
      model: `${provider.name}/kimi`,
      messages: [{ role: 'user', content: 'Hello' }],
      ...extra,
    });
    return reply.text;
  };
  return { client, clock, events, provider, chat };
}

/** How a promise ended: its error, so that a test can look at it after time has run. */
export function outcome<Value>(promise: Promise<Value>): Promise<{ readonly value?: Value; readonly error?: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}

export type { Step };
