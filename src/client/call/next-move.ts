import type { StopReason } from '../../core/error.js';
import type { ApiKey } from '../../core/keys.js';
import type { Gate } from '../../limits/gates/gate.js';
import { applyPlan, type Decision } from '../../retry/decide.js';
import { planAtGate, type GateStanding } from '../../retry/plan-at-gate.js';
import type { WaitPlan } from '../../retry/plan-wait.js';
import type { CallFailure } from './call-failure.js';
import type { Outlook } from './outlook.js';
import { moveAtDoor, moveAtLimit, type PaceMove } from './pace-move.js';
import { planInputOf } from './plan-input.js';

/** What a call does next. */
export type Move =
  /** Sends, and finds out for all who wait at these gates. */
  | { readonly type: 'send'; readonly key: ApiKey; readonly probes: readonly Gate[] }
  | { readonly type: 'park'; readonly gate: Gate }
  | PaceMove
  | { readonly type: 'fail'; readonly reason: StopReason; readonly failure: CallFailure };

/** What a move depends on besides the outlook. */
export interface Situation {
  readonly outlook: Outlook;
  /** `false`: exactly one request, whatever the gates say. */
  readonly retries: boolean;
  readonly last: CallFailure | undefined;
  readonly key: ApiKey | undefined;
  /** Epoch ms. */
  readonly now: number;
}

/** Where a call goes that is not under way and does not wait. */
export function nextMove(situation: Situation): Move {
  const { outlook, retries } = situation;
  if (!retries) {
    const key = outlook.destination.handle.ring.usable()[0];
    return key === undefined ? moveWithoutKey(situation) : { type: 'send', key, probes: [] };
  }
  const route = outlook.route();
  switch (route.type) {
    case 'none':
      return moveWithoutKey(situation);
    case 'busy':
      return moveAtLimit(route, situation);
    case 'blocked':
      return moveAtGate(route.gate, situation);
    case 'hinted': {
      const { classification, target } = route.hint;
      const hasElsewhere = outlook.nextDestination() !== undefined && outlook.isFallbackFirst(classification.kind);
      if (!hasElsewhere) return { type: 'send', key: route.key, probes: [] };
      return { type: 'act', decision: { type: 'switch-model' }, failure: { classification, target, cause: undefined } };
    }
    case 'entering':
      return moveAtDoor();
    case 'probe':
    case 'open': {
      if (outlook.isBehind()) {
        // Without a limit there, it is a door that they wait at, or a slot.
        if (!outlook.isLimited(route.key)) return moveAtDoor();
        return moveAtLimit({ key: route.key, until: situation.now }, situation);
      }
      return { type: 'send', key: route.key, probes: route.type === 'probe' ? route.gates : [] };
    }
    default:
      return route satisfies never;
  }
}

/** All keys are behind closed gates: waits at the first that the policy waits for, else takes the next remedy. */
function moveAtGate(first: Gate, situation: Situation): Move {
  const gate = findGateToWaitAt(situation.outlook);
  if (gate !== undefined) {
    const to = situation.outlook.soonerDestination(gate.until);
    if (to === undefined) return { type: 'park', gate };
    const { failure } = considerGate(gate, { outlook: situation.outlook, call: 'arriving' });
    return {
      type: 'act',
      decision: { type: 'switch-model', to },
      failure: { ...failure, cause: situation.last?.cause },
    };
  }
  const { decision, failure } = considerGate(first, { outlook: situation.outlook, call: 'arriving' });
  return { type: 'act', decision, failure: { ...failure, cause: situation.last?.cause } };
}

/** The gate that comes free first, before a time, of those that the policy waits at. */
export function findGateToWaitAt(outlook: Outlook, before = Number.POSITIVE_INFINITY): Gate | undefined {
  for (const gate of outlook.blockingGates()) {
    if (gate.until >= before) return undefined;
    // An open gate with a queue: its ramp comes to everyone.
    if (!gate.isClosed) return gate;
    const { decision, plan } = considerGate(gate, { outlook, call: 'arriving' });
    if (decision.type !== 'wait' && decision.type !== 'retry') continue;
    if (plan.type === 'wait') gate.hasten(plan);
    return gate;
  }
  return undefined;
}

/** What a call decides at a gate that others closed. */
export function considerGate(
  gate: Gate,
  { outlook, call }: { readonly outlook: Outlook; readonly call: GateStanding['call'] },
): { readonly plan: WaitPlan; readonly decision: Decision; readonly failure: CallFailure } {
  const { classification, closing } = gate;
  const target = outlook.targetAt(gate);
  const refusals = gate.refusals(classification.kind);
  const input = { ...planInputOf(outlook, { classification, target, refusals, chance: 0 }), learntAtMs: gate.learntAt };
  const plan = planAtGate(input, { ...closing, until: gate.until, isProbing: gate.isProbing, call });
  return { plan, decision: applyPlan(plan, input), failure: { classification, target, cause: undefined } };
}

function moveWithoutKey({ outlook, retries, last, key }: Situation): Move {
  const { handle, model } = outlook.destination;
  const lost = handle.ring.lastDisabling();
  const classification = last?.classification ?? lost?.classification;
  if (classification === undefined) throw new Error(`${handle.name} has no key, and none was taken from it.`);
  const failure: CallFailure = {
    classification,
    target: { provider: handle.name, model, key: lost?.key ?? key },
    cause: last?.cause,
  };
  const canFallBack =
    retries && outlook.isFallbackFirst(classification.kind) && outlook.nextDestination() !== undefined;
  if (canFallBack) return { type: 'act', decision: { type: 'switch-model' }, failure };
  return { type: 'fail', reason: 'no-key', failure };
}
