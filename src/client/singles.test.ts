import { expect, it } from 'vitest';
import { outcome, scenario } from '../../test/support/scenario.js';
import { ok, overloaded, type Step } from '../../test/support/scripted-provider.js';

/** A client of a server that takes a second for an answer and refuses requests of these numbers at once. */
function server(isRefused: (place: number) => boolean): ReturnType<typeof scenario> {
  const made = scenario([ok()], { concurrency: 8 });
  const { clock } = made;
  const slow: Step = async (request, attempt) => {
    await clock.sleep(1_000, { signal: attempt.signal });
    return (await ok()(request, attempt)) as Awaited<ReturnType<Extract<Step, (...args: never[]) => Promise<unknown>>>>;
  };
  let place = 0;
  // As a function, so that it decides anew for each request.
  const step: Step = (request, attempt) => (isRefused((place += 1)) ? overloaded : slow)(request, attempt);
  made.provider.script(step);
  return made;
}

/** Answers and two short closings, for the first and the twentieth request. */
const lesson = (place: number): boolean => place === 1 || place === 20;

async function teach({ chat, clock }: ReturnType<typeof scenario>): Promise<void> {
  const replies = Array.from({ length: 60 }, () => outcome(chat()));
  await clock.advance(90_000);
  expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
}

it('closes the gate of a model at its first refusal', async () => {
  const made = server(lesson);
  const reply = outcome(made.chat());
  await made.clock.advance(0);
  expect(made.client.gates()).toMatchObject([{ kind: 'overloaded', scope: 'model' }]);
  await made.clock.advance(10_000);
  expect(await reply).toEqual({ value: 'done' });
});

it('lets a refusal delay its own call alone, where the server refused single requests before', async () => {
  const made = server((place) => lesson(place) || (place > 62 && place % 10 === 0));
  await teach(made);
  const before = made.events.of('wait-start').length;
  const replies = Array.from({ length: 80 }, () => outcome(made.chat()));
  for (let second = 0; second < 40; second += 1) {
    await made.clock.advance(1_000);
    expect(made.client.gates()).toEqual([]);
  }
  expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
  const waits = made.events.of('wait-start').slice(before);
  expect(waits.length).toBeGreaterThanOrEqual(8);
  expect(waits.every(({ kind, waiting }) => kind === 'overloaded' && waiting === 1)).toBe(true);
});

it('closes the gate all the same once all is refused, and asks with one request at a time', async () => {
  const made = server(lesson);
  await teach(made);
  made.provider.script(overloaded);
  const before = made.provider.requests.length;
  const replies = Array.from({ length: 40 }, () => outcome(made.chat()));
  await made.clock.advance(60_000);
  expect(made.client.gates()).toMatchObject([{ kind: 'overloaded' }]);
  // Those that were under way, one of them or two again, and a probe each few seconds.
  expect(made.provider.requests.length - before).toBeLessThan(8 + 6 + 20);
  made.provider.script(ok());
  await made.clock.advance(60_000);
  expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
});

it('ends a call that alone is refused for half an hour of waits', async () => {
  const made = server(lesson);
  await teach(made);
  const isPoison = (content: unknown): boolean => content === 'poison';
  made.provider.script((request, attempt) =>
    (isPoison(request.messages[0]?.content) ? overloaded : ok())(request, attempt),
  );
  const poison = outcome(made.chat({ messages: [{ role: 'user', content: 'poison' }] }));
  for (let count = 0; count < 500; count += 1) {
    expect(await made.chat()).toBe('done');
    await made.clock.advance(10_000);
  }
  expect((await poison).error).toMatchObject({ kind: 'overloaded', reason: 'max-wait' });
});
