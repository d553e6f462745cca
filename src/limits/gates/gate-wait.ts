import type { Closing } from './closing.js';
import type { GateEnvironment } from './gate-environment.js';
import { WaitTimer, type WaitTimerInit } from '../timers/wait-timer.js';

/** The one wait of all who wait at a closed gate. */
export function createGateWait(
  closing: Closing,
  gate: GateEnvironment & Pick<WaitTimerInit, 'waiting' | 'callIds' | 'onExtend' | 'onEnd'>,
): WaitTimer {
  const { clock, unref, waiting, callIds, onExtend, onEnd, onWait } = gate;
  const { classification, target, until, stage, resetSource, tickMs, callId } = closing;
  const wait = new WaitTimer({
    clock,
    unref,
    id: gate.createWaitId(),
    kind: classification.kind,
    provider: target.provider,
    model: target.model,
    keyId: target.key.keyId,
    until,
    stage,
    resetSource,
    tickMs,
    callId,
    waiting,
    callIds,
    onStart: () => {
      onWait('wait-start', wait.view);
    },
    onTick: () => {
      onWait('wait-tick', wait.view);
    },
    ...(onExtend === undefined ? {} : { onExtend }),
    onEnd,
  });
  return wait;
}
