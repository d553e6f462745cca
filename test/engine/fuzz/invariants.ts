import { ERROR_KINDS } from '../../../src/core/error-kinds.js';
import type { AttemptRecord } from '../../../src/core/attempt.js';
import { isLlmError } from '../../../src/core/error.js';
import type { Plan } from './plan.js';
import { KEYS, type SeenRequest, type World } from './world.js';

const STEERING = ['retry-now', 'reopen', 'jump'];

/** Whether somebody does in a plan what excuses requests at a closed gate. */
function isSteered({ actions, listeners }: Plan): boolean {
  return actions.some(({ type }) => STEERING.includes(type)) || listeners.some(({ act }) => STEERING.includes(act));
}

/** To be called at each request: at a closed gate nothing is under way that began after it closed. */
export function checkGates(world: World, request: SeenRequest, plan: Plan): void {
  if (isSteered(plan) || isOnce(world, request)) return;
  for (const gate of world.client.gates()) {
    if (ERROR_KINDS[gate.kind].gate !== 'closes' || !isBehind(gate, request)) continue;
    const now = world.clock.now();
    if (gate.until > now)
      world.problems.push(
        `a request of call ${request.call} at ${now}, before the gate ${gate.id} opens at ${gate.until}`,
      );
    const probes = world.requests.filter(
      (other) => other.isUnderWay && !isOnce(world, other) && isBehind(gate, other) && other.startedAt > gate.closedAt,
    );
    if (probes.length > 0) world.problems.push(`a second request at ${now} at the closed gate ${gate.id}`);
  }
}

function isOnce(world: World, { call }: SeenRequest): boolean {
  return world.calls[call]?.planned.options.retry === false;
}

type Gate = ReturnType<World['client']['gates']>[number];

function isBehind(gate: Gate, request: SeenRequest): boolean {
  if (gate.provider !== request.provider) return false;
  const index = KEYS.findIndex(({ key }) => key === request.key);
  const own = KEYS[index];
  const refused = KEYS[Number(gate.keyId?.slice(4)) - 1];
  switch (gate.scope) {
    case 'model':
      return gate.model === request.model;
    case 'key':
      return own === refused;
    case 'project+model':
      return gate.model === request.model && own?.project === refused?.project;
    case 'project':
      return own?.project === refused?.project;
    case 'account':
      return own?.account === refused?.account;
    case 'provider':
      return true;
    case 'request':
      return false;
    default:
      return gate.scope satisfies never;
  }
}

/** When everything is over. */
export function checkEnd(world: World): void {
  const { calls, client, clock, problems } = world;
  for (const { index, settled } of calls) if (settled === undefined) problems.push(`call ${index} never settles`);
  if (clock.pending !== 0) problems.push(`${clock.pending} timers are left`);
  if (client.waits().length > 0) problems.push('a wait is left');
  if (client.gates().some((gate) => gate.waiting > 0)) problems.push('somebody still waits at a gate');
  if (world.listenersLeft() > 0) problems.push('a listener is left on a signal');
  for (const call of calls) checkAttempts(world, call.index, call.settled?.error ?? call.settled?.value);
  checkCallEvents(world);
  checkWaitEvents(world);
}

function checkAttempts(world: World, index: number, result: unknown): void {
  const seen = world.requests.filter(({ call }) => call === index);
  const ended = world.events.filter((event) => event.type === 'call-success' || event.type === 'call-failure');
  const end = ended.find(({ metadata }) => metadata?.['call'] === index);
  if (end === undefined) {
    if (seen.length > 0) world.problems.push(`call ${index} has no end`);
    return;
  }
  const describe = (list: readonly { readonly provider: string; readonly model: string }[]): string =>
    list.map(({ provider, model }) => `${provider}/${model}`).join(' ');
  if (describe(end.attempts) !== describe(seen)) {
    world.problems.push(`call ${index} tells of attempts at ${describe(end.attempts)}, sent were ${describe(seen)}`);
  }
  const { planned } = world.calls[index] ?? {};
  if (planned?.options.retry === false && seen.length > 1) world.problems.push(`call ${index} was to be sent once`);
  if (isLlmError(result) && result.attempts !== end.attempts)
    world.problems.push(`call ${index}: other attempts in its error`);
  checkBudget(world, index, end.attempts);
}

function checkBudget(world: World, index: number, attempts: readonly AttemptRecord[]): void {
  const options = world.calls[index]?.planned.options;
  const counted = new Map<string, number>();
  for (const { kind, provider, model } of attempts) {
    if (kind === undefined || ERROR_KINDS[kind].budget !== 'attempts' || !ERROR_KINDS[kind].waitHelps) continue;
    counted.set(`${provider}/${model}`, (counted.get(`${provider}/${model}`) ?? 0) + 1);
  }
  const models = 1 + (world.calls[index]?.planned.fallbacks.length ?? 0);
  for (const [model, count] of counted) {
    if (count > (options?.maxAttempts ?? 5) * models)
      world.problems.push(`call ${index}: ${count} passing faults at ${model}`);
  }
}

function checkCallEvents({ events, problems }: World): void {
  const byCall = new Map<string, string[]>();
  for (const event of events) {
    if (!('callId' in event) || event.type.startsWith('wait-')) continue;
    const types = byCall.get(event.callId) ?? [];
    byCall.set(event.callId, types);
    types.push(event.type);
    if (event.type !== 'attempt-start') continue;
    const count = types.filter((type) => type === 'attempt-start').length;
    if (event.attempt !== count) problems.push(`${event.callId}: attempt ${event.attempt} is the ${count}th`);
  }
  for (const [callId, types] of byCall) {
    const ends = types.filter((type) => type === 'call-success' || type === 'call-failure').length;
    const last = types.at(-1) ?? '';
    if (types[0] !== 'call-start' || ends !== 1 || !['call-success', 'call-failure'].includes(last)) {
      problems.push(`${callId}: ${types.join(' ')}`);
    }
  }
}

function checkWaitEvents({ events, problems }: World): void {
  const open = new Set<string>();
  for (const event of events) {
    if (event.type === 'wait-start') {
      if (open.has(event.id)) problems.push(`${event.id} starts twice`);
      open.add(event.id);
    } else if (event.type === 'wait-tick') {
      if (!open.has(event.id)) problems.push(`${event.id} ticks and does not run`);
    } else if (event.type === 'wait-end' && !open.delete(event.id)) problems.push(`${event.id} ends and did not start`);
  }
  for (const id of open) problems.push(`${id} never ends`);
}
