import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { flushOnExit, type ExitHooks } from './exit-flush.js';

function processLike() {
  const kills: string[] = [];
  const hooks = Object.assign(new EventEmitter(), {
    pid: 7,
    kill: (pid: number, signal: string) => kills.push(`${signal} ${pid}`),
  }) as EventEmitter & ExitHooks;
  return { hooks, kills };
}

function writer() {
  const done: string[] = [];
  let finish = (): void => undefined;
  const flush = (): Promise<void> => {
    done.push('flush');
    return new Promise((resolve) => {
      finish = resolve;
    });
  };
  return {
    done,
    finish: () => {
      finish();
    },
    flushNow: () => {
      done.push('now');
    },
    flush,
    leave: () => {
      done.push('leave');
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('flushOnExit()', () => {
  it('ends the process by the signal once all ledgers have written, and not before', async () => {
    const { hooks, kills } = processLike();
    const [one, other] = [writer(), writer()];
    flushOnExit(one, hooks);
    flushOnExit(other, hooks);
    hooks.emit('SIGINT');
    expect([one.done, other.done]).toEqual([
      ['now', 'flush'],
      ['now', 'flush'],
    ]);
    one.finish();
    await turn();
    expect(kills).toEqual([]);
    other.finish();
    await turn();
    expect(kills).toEqual(['SIGINT 7']);
  });

  it('stands in the way of no second signal', () => {
    const { hooks } = processLike();
    flushOnExit(writer(), hooks);
    hooks.emit('SIGTERM');
    expect([hooks.listenerCount('SIGTERM'), hooks.listenerCount('SIGINT')]).toEqual([0, 1]);
  });

  it('leaves the end to others who listen to the signal', async () => {
    const { hooks, kills } = processLike();
    hooks.on('SIGINT', () => undefined);
    const one = writer();
    flushOnExit(one, hooks);
    hooks.emit('SIGINT');
    one.finish();
    await turn();
    expect([one.done, kills, hooks.listenerCount('SIGINT')]).toEqual([['now', 'flush'], [], 2]);
  });

  it('takes one listener of each kind for any number of ledgers, and none once all are closed', () => {
    const { hooks } = processLike();
    const removals = Array.from({ length: 20 }, () => flushOnExit(writer(), hooks));
    expect(hooks.eventNames().map((name) => hooks.listenerCount(name))).toEqual([1, 1, 1, 1, 1]);
    for (const remove of removals) remove();
    expect(hooks.eventNames()).toEqual([]);
  });

  it('writes after the last work, once, and at the exit', () => {
    const { hooks } = processLike();
    const one = writer();
    flushOnExit(one, hooks);
    for (const event of ['beforeExit', 'beforeExit', 'exit']) hooks.emit(event);
    expect(one.done).toEqual(['flush', 'now', 'leave']);
  });
});
