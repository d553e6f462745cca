import { expect, it } from 'vitest';
import { createClient, untilReset } from '../../src/index.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { manualClock, seededRandom, startProviderSimulator } from '../../src/testing/index.js';

it('calls that wait for their minute when the day of all keys ends wait for the day, and use up no minute’s maxWait', async () => {
  const clock = manualClock();
  const keys = ['a', 'b', 'c'].map((label) => ({ key: `key-${label}`, label, project: label }));
  const day = (project: string, limit: number) => ({ provider: 'gemini', project, window: 'day', limit }) as const;
  await using simulator = await startProviderSimulator({
    clock,
    keys,
    quotas: [{ provider: 'gemini', window: 'minute', limit: 10 }, day('a', 15), day('b', 40), day('c', 30)],
  });
  const client = createClient({
    clock,
    random: seededRandom(3),
    providers: [gemini({ baseURL: simulator.baseURL.gemini, apiKeys: keys })],
    policies: { 'daily-limit': untilReset({ maxWait: '26h' }) },
  });
  const ask = (line: number): Promise<string> =>
    client
      .chat({ model: 'gemini/gemini-2.5-flash', messages: [{ role: 'user', content: `line ${line}` }] })
      .then(() => 'answered')
      .catch(String);
  const all = Promise.all(Array.from({ length: 120 }, (_, line) => ask(line)));
  // From noon UTC it is 20 hours until the day turns on the Pacific coast.
  for (let hour = 0; hour < 22; hour += 1) await clock.advance(3_600_000);
  expect(new Set(await all)).toEqual(new Set(['answered']));
  await client.close();
});
