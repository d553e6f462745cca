import type { AttemptEntry } from '../../../src/core/usage-entry.js';

/** 2026-03-02 10:00:00 UTC. */
export const START = Date.UTC(2026, 2, 2, 10);

/** Attempts one after the other, a second apart; their `seq` counts from 1. */
export function attempts(count: number, fields: Partial<AttemptEntry> = {}): AttemptEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'attempt',
    run: 'run',
    seq: index + 1,
    at: START + index * 1_000,
    callId: `run:call-${index + 1}`,
    provider: 'ollama',
    model: 'kimi',
    attempt: 1,
    outcome: 'success',
    probe: false,
    fallback: false,
    startedAt: START + index * 1_000 - 500,
    queuedMs: 0,
    waitedMs: 0,
    durationMs: 500,
    inputTokens: 10,
    outputTokens: 5,
    estimated: false,
    ...fields,
  }));
}
