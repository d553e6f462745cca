import type { Wait } from 'llm-resilience';

/** A wait that remembers what was done to it. */
export interface FakeWait extends Wait {
  readonly done: readonly string[];
}

export function fakeWait(fields: Partial<Wait> & { readonly now?: () => number } = {}): FakeWait {
  const done: string[] = [];
  const { now = () => 0, ...rest } = fields;
  return {
    id: 'wait-1',
    kind: 'hourly-limit',
    provider: 'ollama',
    model: 'kimi-k2',
    keyId: undefined,
    startedAt: 0,
    until: 300_000,
    get remainingMs() {
      return Math.max(0, this.until - now());
    },
    stage: { index: 2, of: 4 },
    resetSource: 'ladder',
    waiting: 4,
    callId: 'call-1',
    callIds: ['call-1'],
    summary: 'Hourly limit of ollama/kimi-k2; stage 2 of 4',
    retryNow: () => void done.push('retryNow'),
    extend: (ms) => void done.push(`extend ${ms}`),
    cancel: () => void done.push('cancel'),
    done,
    ...rest,
  };
}
