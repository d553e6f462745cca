import type { AttemptEntry, CallEntry, UsageEntry } from '../../../src/core/usage-entry.js';
import { seededRandom } from '../../../src/testing/seeded-random.js';
import { attempts, START } from './entries.js';

/** Entries of two processes over ten days, with gaps, late ones and labels of every kind; so many of each process. */
export function manyEntries(count: number): readonly UsageEntry[] {
  const random = seededRandom(11);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const step = (10 * 86_400_000) / count;
  return Array.from({ length: count * 2 }, (_, index): UsageEntry => {
    const seq = Math.floor(index / 2);
    const [base] = attempts(1) as [AttemptEntry];
    // A clock that jumps: some come hours late.
    const at = Math.floor(START + seq * step - (random() < 0.02 ? random() * 7_200_000 : 0));
    const place = {
      run: `run-${index % 2}`,
      seq,
      at,
      callId: `call-${Math.floor(seq / 3)}`,
      provider: pick(['ollama', 'openai']),
      model: pick(['small', 'large', 'huge']),
      ...(random() < 0.9 ? { keyId: pick(['key-1', 'key-2']) } : {}),
      ...(random() < 0.7 ? { user: pick(['anna', 'ben', '', '日本']) } : {}),
      ...(random() < 0.5 ? { agent: pick(['translator', 'editor']) } : {}),
      job: `job-${Math.floor((seq * 16) / count)}`,
      document: `document-${Math.floor(random() * 100)}`,
    };
    const times = { queuedMs: Math.floor(random() * 9), waitedMs: Math.floor(random() * 70_000), durationMs: 5_000 };
    if (random() < 0.3) {
      const isFailure = random() < 0.2;
      const outcome = isFailure
        ? ({ outcome: 'failure', kind: 'timeout' } as const)
        : ({ outcome: 'success' } as const);
      return { type: 'call', ...place, ...times, ...outcome, attempts: 1 } satisfies CallEntry;
    }
    const { inputTokens: _input, outputTokens: _output, ...attempt } = base;
    const outcome = pick(['success', 'success', 'failure', 'aborted', 'cached'] as const);
    return {
      ...attempt,
      ...place,
      ...times,
      outcome,
      ...(outcome === 'failure' ? { kind: pick(['timeout', 'rate-limit'] as const) } : {}),
      probe: random() < 0.05,
      fallback: random() < 0.05,
      estimated: random() < 0.1,
      ...(random() < 0.8 ? { inputTokens: Math.floor(random() * 100_000), outputTokens: 7 } : {}),
      ...(random() < 0.8 ? { costNanoUsd: Math.floor(random() * 9e9), costSource: 'own-table' } : {}),
      ...(random() < 0.5 ? { firstTokenMs: Math.floor(random() * 2_000) } : {}),
    };
  });
}
