import { describe, expect, it } from 'vitest';
import { manualClock } from '../../testing/manual-clock.js';
import { PaceQueue, type PacedCall } from './pace-queue.js';

function emptyQueue() {
  const clock = manualClock();
  const queue = new PaceQueue({
    clock,
    unref: false,
    provider: 'p',
    model: 'm',
    createWaitId: () => 'wait-1',
    onWait: () => undefined,
  });
  return { clock, queue };
}

describe('a queue of paced calls', () => {
  it('makes no hot loop of a call that is woken in vain', async () => {
    const { clock, queue } = emptyQueue();
    let woken = 0;
    const stay = { deadline: Number.POSITIVE_INFINITY, obstacle: undefined };
    const call: PacedCall = {
      callId: 'call-1',
      priority: 'normal',
      group: '',
      startsAt: () => 0,
      wake: () => {
        woken += 1;
        queue.park(call, { ...stay, comesBack: queue.isTurn(call) });
        queue.proceed();
      },
      cancel: () => undefined,
    };
    queue.park(call, { ...stay, comesBack: false });
    queue.proceed();
    expect(woken).toBe(1);
    await clock.advance(1_000);
    expect(woken).toBeLessThanOrEqual(101);
    queue.leave(call, 'cancelled');
    await clock.advance(0);
    expect(clock.pending).toBe(0);
  });

  it('wakes who has waited long enough, however many others wait', async () => {
    const { clock, queue } = emptyQueue();
    const woken: string[] = [];
    const call = (callId: string): PacedCall => ({
      callId,
      priority: 'normal',
      group: '',
      startsAt: () => Number.POSITIVE_INFINITY,
      wake: () => woken.push(callId),
      cancel: () => undefined,
    });
    const deadline = clock.now() + 1_000;
    for (let index = 0; index < 200_000; index += 1) {
      queue.park(call('patient'), { deadline: deadline * 2, obstacle: undefined, comesBack: false });
    }
    queue.park(call('hasty'), { deadline, obstacle: undefined, comesBack: false });
    queue.proceed();
    await clock.advance(1_000);
    expect(woken).toEqual(['hasty']);
  });
});
