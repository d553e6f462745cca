import type { ChangedGate } from './gate-environment.js';

/** Whether it is the same limit of another key; those that are counted by the minute are paced. */
export function isSibling(gate: ChangedGate, other: ChangedGate): boolean {
  const [target, otherTarget] = [gate.closing.target, other.closing.target];
  const { kind, window } = gate.limit;
  return (
    gate.id !== other.id &&
    kind === other.limit.kind &&
    window === other.limit.window &&
    kind !== 'rate-limit' &&
    kind !== 'concurrency-limit' &&
    gate.scope === other.scope &&
    target.provider === otherTarget.provider &&
    // Another model has a limit of its own, also with the same key.
    (gate.scope !== 'project+model' || target.model === otherTarget.model)
  );
}
