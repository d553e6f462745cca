import { describe, expect, it } from 'vitest';
import { NO_KEY, type ApiKey } from '../../core/keys.js';
import type { RouteQuery } from '../../limits/keys/route.js';
import type { Destination } from '../operations/operation.js';
import { expectedStart, queuedStart } from './expected-start.js';

const NOW = 1_000_000;

/** A model that takes ten requests a minute. */
function destinationWith(of: { readonly waiting: number; readonly keys?: readonly ApiKey[] }): Destination {
  const { waiting, keys = [NO_KEY] } = of;
  const pace = { waiting: () => waiting, book: { spacingMs: () => 6_000 } };
  return { handle: { pace, ring: { usable: () => keys } }, model: 'm' } as unknown as Destination;
}

/** Its only key has room at a time, in epoch ms. */
function queryWith(roomAt: number | undefined): RouteQuery {
  const query = {
    provider: 'p',
    model: 'm',
    refused: new Set<ApiKey>(),
    ring: { usable: () => [NO_KEY] },
    board: { gatesOf: () => [], hints: { of: () => undefined }, limitedAt: () => 0 },
    isAdmitted: () => false,
    roomAt: () => roomAt,
    entersAt: () => undefined,
  };
  return query as unknown as RouteQuery;
}

describe('queuedStart', () => {
  it('is later by the spacing of the limit for each call that waits already', () => {
    expect(queuedStart(destinationWith({ waiting: 3 }), NO_KEY, NOW)).toBe(NOW + 18_000);
  });
});

describe('expectedStart', () => {
  it('is when the limits have room, where nobody waits', () => {
    expect(expectedStart(destinationWith({ waiting: 0 }), queryWith(NOW + 5_000), NOW)).toBe(NOW + 5_000);
  });

  it('is after all who wait for that room', () => {
    expect(expectedStart(destinationWith({ waiting: 2 }), queryWith(NOW + 5_000), NOW)).toBe(NOW + 17_000);
  });

  it('counts those who wait from now on where there is room already', () => {
    expect(expectedStart(destinationWith({ waiting: 2 }), queryWith(undefined), NOW)).toBe(NOW + 12_000);
  });

  it('is unknown where no key is left', () => {
    const query: RouteQuery = { ...queryWith(undefined), refused: new Set([NO_KEY]) };
    expect(expectedStart(destinationWith({ waiting: 2, keys: [] }), query, NOW)).toBe(Number.POSITIVE_INFINITY);
  });
});
