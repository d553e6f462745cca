import { describe, expect, it } from 'vitest';
import type { ApiKey } from '../../core/keys.js';
import { FirstRuns } from './first-runs.js';
import type { KnownLimit } from './limit-name.js';

const KEY: ApiKey = { secret: 'secret', keyId: 'key-1', project: 'books', account: 'books' };
const OTHER_KEY: ApiKey = { ...KEY, keyId: 'key-2', project: 'games', account: 'games' };
const MODEL = { provider: 'openai', model: 'gpt', key: KEY };
const LIMIT: KnownLimit = {
  id: 'gate',
  kind: 'hourly-limit',
  window: undefined,
  scope: 'project+model',
  target: MODEL,
};
const HOUR_MS = 3_600_000;

describe('FirstRuns', () => {
  it('counts what was answered under a limit before it is met', () => {
    const runs = new FirstRuns();
    for (const at of [0, 1, 2]) runs.note(MODEL, at);
    runs.note({ ...MODEL, model: 'other' }, 3);
    runs.note({ ...MODEL, key: OTHER_KEY }, 4);
    expect(runs.take(LIMIT, 5)).toEqual({ count: 3, isOneWindow: true });
    expect(runs.take({ ...LIMIT, scope: 'account' }, 5)).toEqual({ count: 1, isOneWindow: true });
  });

  it('counts nothing twice', () => {
    const runs = new FirstRuns();
    runs.note(MODEL, 0);
    expect(runs.has(LIMIT)).toBe(true);
    expect(runs.take(LIMIT, 1).count).toBe(1);
    expect(runs.has(LIMIT)).toBe(false);
    expect(runs.take(LIMIT, 1).count).toBe(0);
  });

  it('tells where it began before the window of the limit', () => {
    const runs = new FirstRuns();
    runs.note(MODEL, 1);
    expect(runs.take(LIMIT, HOUR_MS)).toMatchObject({ isOneWindow: true });
    runs.note(MODEL, 0);
    expect(runs.take(LIMIT, HOUR_MS)).toMatchObject({ count: 1, isOneWindow: false });
  });

  it('counts five hundred models at most, and has room again when some of them are met', () => {
    const runs = new FirstRuns();
    for (let index = 0; index <= 500; index += 1) runs.note({ ...MODEL, model: `model-${index}` }, 0);
    const limitOf = (model: string): KnownLimit => ({ ...LIMIT, target: { ...MODEL, model } });
    expect([runs.has(limitOf('model-499')), runs.has(limitOf('model-500'))]).toEqual([true, false]);
    runs.take(limitOf('model-0'), 1);
    runs.note({ ...MODEL, model: 'model-500' }, 1);
    expect(runs.has(limitOf('model-500'))).toBe(true);
  });
});
