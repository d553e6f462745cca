import { describe, expect, it } from 'vitest';
import type { ApiKey } from '../../core/keys.js';
import type { Gate } from '../gates/gate.js';
import { earliestStart, type RouteQuery } from './route.js';

const KEY: ApiKey = { keyId: 'key-1', secret: undefined, project: 'p-1', account: 'a-1' };

/** One key behind a gate at which others wait, whose time comes at 60 s. */
function queryWith(room: { readonly roomAt: number | undefined; readonly isProbing?: boolean }): RouteQuery {
  const { roomAt, isProbing = false } = room;
  const gate: Partial<Gate> = { isClosed: true, isProbing, until: 60_000, admission: () => 'blocked' };
  const query = {
    provider: 'p',
    model: 'm',
    refused: new Set<ApiKey>(),
    ring: { usable: () => [KEY] },
    board: { gatesOf: () => [gate], hints: { of: () => undefined }, limitedAt: () => 0 },
    isAdmitted: () => false,
    roomAt: () => roomAt,
    entersAt: () => undefined,
  };
  return query as unknown as RouteQuery;
}

describe('earliestStart', () => {
  it('is when the gate of the only key is asked', () => {
    expect(earliestStart(queryWith({ roomAt: undefined }))).toMatchObject({ at: 60_000, isOpenQuestion: false });
  });

  it('is not before there is room for the request that asks: it would go to and fro between gate and queue for ever', () => {
    expect(earliestStart(queryWith({ roomAt: 75_000 })).at).toBe(75_000);
  });

  it('is when the gate is asked where no room is ever enough: the call ends then', () => {
    expect(earliestStart(queryWith({ roomAt: Number.POSITIVE_INFINITY })).at).toBe(60_000);
  });

  it('is an open question while somebody asks', () => {
    expect(earliestStart(queryWith({ roomAt: 75_000, isProbing: true }))).toMatchObject({ isOpenQuestion: true });
  });
});
