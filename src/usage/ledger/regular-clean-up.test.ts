import { describe, expect, it } from 'vitest';
import { manualClock } from '../../testing/manual-clock.js';
import { Days } from '../days.js';
import type { RetentionOptions } from './ledger-options.js';
import { RegularCleanUp } from './regular-clean-up.js';

const HOUR_MS = 3_600_000;

function cleanUp(retention: RetentionOptions | undefined) {
  const clock = manualClock(Date.UTC(2026, 5, 1));
  return { clock, of: new RegularCleanUp(retention, { clock, days: new Days('UTC') }) };
}

describe('RegularCleanUp', () => {
  it('is due at once, and then every six hours', async () => {
    const { clock, of } = cleanUp({ maxAge: '1d' });
    expect(of.due()).toMatchObject({ before: Date.UTC(2026, 4, 31) });
    expect(of.due()).toBeUndefined();
    await clock.advance(6 * HOUR_MS - 1);
    expect(of.due()).toBeUndefined();
    await clock.advance(1);
    expect(of.due()).toMatchObject({ before: Date.UTC(2026, 4, 31) + 6 * HOUR_MS });
  });

  it('is due as often as it is told', async () => {
    const { clock, of } = cleanUp({ maxAge: '1d', every: '10m' });
    of.due();
    await clock.advance(600_000);
    expect(of.due()).toBeDefined();
  });

  it('is never due without a retention, or where it is left to the user', () => {
    expect(cleanUp(undefined).of.due()).toBeUndefined();
    expect(cleanUp({ maxAge: '1d', every: false }).of.due()).toBeUndefined();
  });

  it('goes by another retention where one is given', () => {
    const { of } = cleanUp({ maxAttempts: 5 });
    expect(of.rule()).toMatchObject({ maxAttempts: 5 });
    expect(of.rule({ maxBytes: 9 })).toMatchObject({ maxBytes: 9 });
    expect(of.rule({ maxBytes: 9 })).not.toHaveProperty('maxAttempts');
  });
});
