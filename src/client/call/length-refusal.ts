import type { Decision } from '../../retry/decide.js';
import type { CallFailure } from './call-failure.js';
import type { CallSpec } from './call-spec.js';
import type { Move, Situation } from './next-move.js';

/** The part of a call that its length depends on. */
type Measured = Pick<CallSpec<never, never>, 'engine' | 'prompt'>;

/** What a call does instead of sending a request that is known to be too long; `undefined` where it may send. */
export function findLengthRefusal(
  { engine, prompt }: Measured,
  { outlook, retries }: Pick<Situation, 'outlook' | 'retries'>,
): Extract<Move, { type: 'act' }> | undefined {
  if (prompt === undefined || !retries || engine.lengths.isEmpty) return undefined;
  const { handle, model } = outlook.destination;
  const target = { provider: handle.name, model, key: undefined };
  const classification = engine.lengths.refusalOf(target, prompt, engine.clock.now());
  if (classification === undefined) return undefined;
  const goesOn = outlook.isFallbackFirst(classification.kind) && outlook.nextDestination() !== undefined;
  const decision: Decision = goesOn ? { type: 'switch-model' } : { type: 'stop', reason: 'closed-gate' };
  return { type: 'act', decision, failure: { classification, target, cause: undefined } };
}

/** Remembers a request that was refused for its length, for as long as refusals of models are remembered. */
export function noteLengthRefusal({ engine, prompt }: Measured, { classification, target }: CallFailure): void {
  if (prompt === undefined || classification.kind !== 'context-length') return;
  const until = engine.clock.now() + engine.settings.probeEveryMs;
  engine.lengths.noteRefused(target, prompt, { classification, until });
}
