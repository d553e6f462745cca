import { expect, it } from 'vitest';
import { outcome, scenario } from '../../test/support/scenario.js';
import { ok, overloaded, type Step } from '../../test/support/scripted-provider.js';

it('releases faster and faster after an overload where the server answers all: what it answered before is no bound', async () => {
  const { chat, clock, provider } = scenario([ok()], { concurrency: 1_000 });
  const slow: Step = async (request, attempt) => {
    await clock.sleep(1_000, { signal: attempt.signal });
    return (await ok()(request, attempt)) as Awaited<ReturnType<Extract<Step, (...args: never[]) => Promise<unknown>>>>;
  };
  provider.script(slow);
  // Nobody asked for more than one each two seconds.
  for (let index = 0; index < 10; index += 1) {
    void outcome(chat());
    await clock.advance(2_000);
  }
  provider.script(overloaded);
  const replies = Array.from({ length: 300 }, () => outcome(chat()));
  await clock.advance(20_000);
  provider.script(slow);
  const before = provider.requests.length;
  // At the pace of before it would be ten minutes.
  await clock.advance(150_000);
  expect(provider.requests.length - before).toBeGreaterThanOrEqual(300);
  expect((await Promise.all(replies)).every(({ value }) => value === 'done')).toBe(true);
});
