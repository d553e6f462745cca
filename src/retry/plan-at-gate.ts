import type { ResetSource } from '../core/classification.js';
import { LONGEST_WINDOW_MS } from '../core/longest-window.js';
import type { WaitStage } from '../core/wait.js';
import { planByPolicy, withinMaxWait, type PlanInput, type WaitPlan } from './plan-wait.js';

/** How a closed gate stands when a call comes to it, or when its probe was refused. */
export interface GateStanding {
  /** When the next request may be sent, in epoch ms. */
  readonly until: number;
  readonly stage: WaitStage;
  readonly resetSource: ResetSource;
  /** Whether a policy waits for it. */
  readonly waitedFor: boolean;
  /** Whether a request is under way that finds out. */
  readonly isProbing: boolean;
  /** `arriving`: the call has not sent yet; `waiting`: it waits here and the probe was refused. */
  readonly call: 'arriving' | 'waiting';
}

/** What a policy says of a gate that others closed. Pure. */
export function planAtGate(input: PlanInput, gate: GateStanding): WaitPlan {
  const own = planByPolicy(input);
  const standing: WaitPlan = { type: 'wait', untilMs: gate.until, stage: gate.stage, resetSource: gate.resetSource };
  if (own.type === 'stop') {
    // Somebody finds out just now: whoever would wait at all waits for that answer.
    if (gate.isProbing && input.policy.type !== 'stop') return standing;
    return gate.call === 'arriving' ? { type: 'stop', reason: 'closed-gate' } : own;
  }
  if (gate.isProbing) return standing;
  // Where no window is as long as what is stated, whoever comes when the gate asks again finds out, and nobody else.
  const isFarOff = own.untilMs - input.now > LONGEST_WINDOW_MS;
  return withinMaxWait(gate.waitedFor || (gate.until < own.untilMs && !isFarOff) ? standing : own, input);
}
