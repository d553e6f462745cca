import { describe, expect, it } from 'vitest';
import { outcome, START } from '../../test/support/scenario.js';
import { createRetryController } from './retry-controller.js';
import { isLlmError, type LlmError } from '../core/error.js';
import { manualClock } from '../testing/manual-clock.js';

const refused = (retryAfter: string): Error =>
  Object.assign(new Error('Too many requests, slow down'), { status: 429, headers: { 'retry-after': retryAfter } });

describe('maxHold', () => {
  it('ends a call that would wait longer, and says when to make it again', async () => {
    const clock = manualClock(START);
    const controller = createRetryController({ clock, maxHold: '2m' });
    let requests = 0;
    const task = () => {
      requests += 1;
      if (requests === 1) throw refused('300');
      return 'done';
    };
    const { error } = await outcome(controller.run(task));
    expect(error).toMatchObject({ kind: 'rate-limit', reason: 'resume-later', resumeAt: START + 300_000 });
    expect((error as LlmError).toJSON()).toMatchObject({ resumeAt: START + 300_000 });
    expect((error as LlmError).message).toContain('Make the call again at 2026-03-02T10:05:00.000Z (in 5 min)');
    expect([controller.waits().length, clock.pending]).toEqual([0, 0]);

    // Before that time nothing is sent, and it is told at once.
    const early = await outcome(controller.run(task));
    expect(early.error).toMatchObject({ reason: 'resume-later', resumeAt: START + 300_000, attempts: [] });
    await clock.advance(300_000);
    expect(await controller.run(task)).toBe('done');
    expect(requests).toBe(2);
  });

  it('holds a call for a wait that is short enough', async () => {
    const clock = manualClock(START);
    const controller = createRetryController({ clock, maxHold: '2m' });
    let requests = 0;
    const running = controller.run(() => {
      requests += 1;
      if (requests === 1) throw refused('120');
      return 'done';
    });
    await clock.advance(120_000);
    expect(await running).toBe('done');
  });

  it('goes on with the stage that comes next when the call is made again', async () => {
    const wall = { status: 429, body: { error: "you've reached your hourly usage limit" } };
    const clock = manualClock(START);
    const controller = createRetryController({ clock, maxHold: '30s' });
    const resumeAts: (number | undefined)[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { error } = await outcome(
        controller.run(() => Promise.reject(Object.assign(new Error('429'), wall)), { provider: 'ollama', model: 'm' }),
      );
      const at = isLlmError(error) ? error.resumeAt : undefined;
      resumeAts.push(at === undefined ? at : at - clock.now());
      if (at !== undefined) await clock.advanceTo(at);
    }
    expect(resumeAts).toEqual([60_000, 300_000, 900_000, 2_400_000]);
  });

  it("is the call's own where one sets it", async () => {
    const clock = manualClock(START);
    const controller = createRetryController({ clock, maxHold: '1m' });
    const task = () => Promise.reject(refused('600'));
    const { error } = await outcome(controller.run(task, { maxHold: '30s' }));
    expect(error).toMatchObject({ reason: 'resume-later' });
    const held = outcome(controller.run(task, { maxHold: false }));
    await clock.advance(0);
    expect(controller.waits().map(({ remainingMs }) => remainingMs)).toEqual([600_000]);
    await controller.close();
    expect((await held).error).toMatchObject({ kind: 'cancelled' });
  });

  it('names the first time at which any key is open', async () => {
    const clock = manualClock(START);
    const controller = createRetryController({ clock, maxHold: '1m', keys: ['key-one-of-two', 'key-two-of-two'] });
    const waits = ['600', '900'];
    const { error } = await outcome(controller.run(() => Promise.reject(refused(waits.shift() ?? '0'))));
    expect(error).toMatchObject({ reason: 'resume-later', resumeAt: START + 600_000 });
  });

  it('is handed on by a call around the call', async () => {
    const clock = manualClock(START);
    const inner = createRetryController({ clock, maxHold: '1m' });
    const outer = createRetryController({ clock });
    const { error } = await outcome(outer.run(() => inner.run(() => Promise.reject(refused('600')))));
    expect(error).toMatchObject({ reason: 'resume-later', resumeAt: START + 600_000 });
  });
});
