import { describe, expect, it } from 'vitest';
import { nextLook } from './next-look.js';

const OPEN = { isClosed: false, isShared: true, isAskedElsewhere: false, isProbing: false };
const CLOSED = { ...OPEN, isClosed: true };

describe('nextLook', () => {
  it('is not needed while nothing is closed that others may open', () => {
    expect(nextLook([])).toBeUndefined();
    expect(nextLook([OPEN, { ...CLOSED, isShared: false, isProbing: true }])).toBeUndefined();
  });

  it('is soon while another program finds out, and keeps the process alive for those who wait for it', () => {
    expect(nextLook([CLOSED, { ...CLOSED, isAskedElsewhere: true }, { ...CLOSED, isProbing: true }])).toEqual({
      type: 'look',
      inMs: 1_000,
      isAwaited: true,
    });
  });

  it('renews the lease of a probe of its own', () => {
    expect(nextLook([CLOSED, { ...CLOSED, isProbing: true }])).toEqual({
      type: 'renew',
      inMs: 10_000,
      isAwaited: false,
    });
  });

  it('is seldom while nobody asks', () => {
    expect(nextLook([OPEN, CLOSED])).toEqual({ type: 'look', inMs: 15_000, isAwaited: false });
  });
});
