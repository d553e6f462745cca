import { expect, it } from 'vitest';
import { ok } from '../../../test/support/scripted-provider.js';
import { scenario } from '../../../test/support/scenario.js';
import type { Admission, UsageRecorder } from '../../core/usage-recorder.js';

function recorder(admit: () => Admission): UsageRecorder {
  return {
    admit,
    withdraw: () => undefined,
    recordAttempt: () => undefined,
    recordCall: () => undefined,
    flush: async () => undefined,
  };
}

it('lets a call go whose ledger could not get ready, and asks it no more', async () => {
  let asked = 0;
  const usage = recorder(() => {
    asked += 1;
    return { type: 'later', ready: Promise.reject(new Error('The store is gone.')) };
  });
  const { chat } = scenario([ok('hi')], { usage });
  await expect(chat()).resolves.toBe('hi');
  expect(asked).toBe(1);
});

it('lets a call go whose ledger throws', async () => {
  const usage = recorder(() => {
    throw new Error('a fault of the ledger');
  });
  const { chat } = scenario([ok('hi')], { usage });
  await expect(chat()).resolves.toBe('hi');
});
