import type { ErrorKind } from '../../core/error-kinds.js';
import type { ApiKey } from '../../core/keys.js';
import type { Policy } from '../../core/policy.js';
import type { WaitEndReason } from '../../core/wait.js';
import { WaitTimer } from '../../limits/timers/wait-timer.js';
import type { Decision } from '../../retry/decide.js';
import type { Engine } from '../engine.js';
import { tickMsOf } from './tick.js';

/** What one call's own wait is made of. */
export interface BackOffInit {
  readonly engine: Engine;
  readonly callId: string;
  readonly kind: ErrorKind;
  readonly target: { readonly provider: string; readonly model: string; readonly key: ApiKey | undefined };
  readonly decision: Extract<Decision, { type: 'wait' }>;
  readonly policy: Policy;
  onEnd(reason: WaitEndReason, cancelReason: unknown): void;
}

/** The wait of a single call after a passing fault: no gate, nobody else waits. */
export function createBackOff(init: BackOffInit): WaitTimer {
  const { engine, callId, decision, target } = init;
  const isBounded = engine.settings.retryBudget !== false;
  const dueMs = isBounded ? engine.retryBudget(target.provider).spend(engine.clock.elapsed()) : 0;
  const timer = new WaitTimer({
    clock: engine.clock,
    unref: engine.unref,
    id: engine.createId('wait'),
    kind: init.kind,
    provider: target.provider,
    model: target.model,
    keyId: target.key?.keyId,
    until: Math.max(decision.untilMs, engine.clock.now() + dueMs),
    stage: decision.stage,
    resetSource: decision.resetSource,
    tickMs: tickMsOf(init.policy),
    callId,
    waiting: () => 1,
    callIds: () => [callId],
    onStart: () => {
      engine.ownWaits.add(timer.view);
      engine.emitWait('wait-start', timer.view);
    },
    onTick: () => {
      engine.emitWait('wait-tick', timer.view);
    },
    onEnd: (reason, cancelReason) => {
      engine.ownWaits.delete(timer.view);
      engine.emitWait('wait-end', timer.view, reason);
      init.onEnd(reason, cancelReason);
    },
  });
  return timer;
}
