import { ok } from 'node:assert/strict';
import type { AttemptEntry, CallEntry } from '../../core/usage-entry.js';
import type { SumsRow } from '../../core/usage-store.js';

/** 2026-03-02 10:00:00 UTC, the start of a quarter of an hour. */
export const AT = Date.UTC(2026, 2, 2, 10);
export const DAY_MS = 86_400_000;
export const UTC = [{ from: 0, offsetMs: 0 }];

/** A request that was answered. */
export function attempt(seq: number, fields: Partial<AttemptEntry> = {}): AttemptEntry {
  return {
    type: 'attempt',
    run: 'run-1',
    seq,
    at: AT + seq,
    callId: `run-1:call-${seq}`,
    provider: 'first',
    model: 'small:1b',
    keyId: 'key-1',
    attempt: 1,
    outcome: 'success',
    probe: false,
    fallback: false,
    startedAt: AT,
    queuedMs: 1,
    waitedMs: 20,
    durationMs: 300,
    firstTokenMs: 40,
    inputTokens: 100,
    cachedTokens: 10,
    outputTokens: 50,
    reasoningTokens: 5,
    estimated: false,
    costNanoUsd: 1_234_567,
    costSource: 'own-table',
    finishReason: 'stop',
    ...fields,
  };
}

/** One that failed. */
export function failure(seq: number, fields: Partial<AttemptEntry> = {}): AttemptEntry {
  const { run, at, callId, provider, model, attempt: number, probe, fallback, startedAt } = attempt(seq);
  const base = {
    type: 'attempt',
    run,
    seq,
    at,
    callId,
    provider,
    model,
    attempt: number,
    probe,
    fallback,
    startedAt,
  } as const;
  return {
    ...base,
    outcome: 'failure',
    kind: 'rate-limit',
    queuedMs: 0,
    waitedMs: 0,
    durationMs: 9,
    estimated: false,
    ...fields,
  };
}

/** A call. */
export function call(seq: number, fields: Partial<CallEntry> = {}): CallEntry {
  const { run, at, callId, provider, model } = attempt(seq);
  const times = { queuedMs: 0, waitedMs: 0, durationMs: 400 };
  return { type: 'call', run, seq, at, callId, provider, model, outcome: 'success', attempts: 2, ...times, ...fields };
}

/** The one row that there is. */
export function only(rows: readonly SumsRow[]): SumsRow {
  const [row] = rows;
  ok(row !== undefined && rows.length === 1, `one row, not ${rows.length}`);
  return row;
}

/** How many requests each name has. */
export function requestsBy(rows: readonly SumsRow[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ name = 'none', sums }) => [name, sums.requests]));
}

/** Rows as plain objects, by day. */
export function sorted(rows: readonly SumsRow[]): readonly SumsRow[] {
  return rows.map((row) => ({ ...row, sums: { ...row.sums } })).sort((a, b) => (a.day ?? 0) - (b.day ?? 0));
}
