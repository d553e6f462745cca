import type { AttemptEntry } from '../../src/core/usage-entry.js';
import { seededRandom } from '../../src/testing/seeded-random.js';

export const NOW = Date.UTC(2026, 2, 2, 10);
export const DAY_MS = 86_400_000;
const DAYS = 90;
const RUN = '7f6d0713-baea-4b50-85a5-3b30360acea5';

/**
 * `mixed`: each label is drawn by itself, so that almost no two entries have the same ones, which real programs are far
 * from. `hostile`: a user of its own for each entry, besides.
 */
export type Shape = 'mixed' | 'hostile';

/** Makes entries over the last 90 days, in the order of time. */
export function entryMaker({ records, shape }: { readonly records: number; readonly shape: Shape }) {
  const random = seededRandom(7);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const names = (what: string, count: number): string[] =>
    Array.from({ length: count }, (_, index) => `${what}-${index + 1}`);
  const [models, users, jobs] = [names('model', 8), names('user', 50), names('job', 200)];
  const kinds = ['rate-limit', 'server-error', 'timeout', 'overloaded'] as const;

  return (seq: number): AttemptEntry => {
    const at = Math.floor(NOW - ((records - seq) / records) * DAYS * DAY_MS);
    const isFailure = random() < 0.1;
    const durationMs = Math.floor(random() * 60_000);
    return {
      type: 'attempt',
      run: RUN,
      seq,
      at,
      callId: `${RUN}:call-${seq}`,
      provider: pick(['ollama', 'openai', 'gemini']),
      model: pick(models),
      keyId: pick(['key-1', 'key-2', 'key-3']),
      user: shape === 'hostile' ? `user-${seq}` : pick(users),
      agent: pick(['translator', 'editor', 'checker']),
      job: jobs[Math.floor((seq / records) * jobs.length)] ?? 'job',
      // Eight chapters at a time, of 80 pieces each.
      document: `chapter-${Math.floor(seq / 640) * 8 + (seq % 8)}`,
      attempt: 1,
      probe: false,
      fallback: false,
      startedAt: at - durationMs,
      queuedMs: Math.floor(random() * 50),
      waitedMs: Math.floor(random() * 2_000),
      durationMs,
      estimated: false,
      ...(isFailure
        ? { outcome: 'failure', kind: pick(kinds) }
        : {
            outcome: 'success',
            firstTokenMs: Math.floor(random() * 3_000),
            inputTokens: Math.floor(random() * 8_000),
            outputTokens: Math.floor(random() * 8_000),
            costNanoUsd: Math.floor(random() * 50_000_000),
            costSource: 'price-list',
          }),
    };
  };
}
