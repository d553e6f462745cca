import { createAnswer, cutPrompt, promptText } from './create-answer.js';
import { isEarlyFault, playEarlyFault } from './early-fault.js';
import type { Exchange } from './exchange.js';
import type { FaultEffect } from './fault.js';
import type { FoundModel } from './models.js';
import type { Admission } from './quota-ledger.js';
import { refuseKey } from './refuse-key.js';
import { sendAnswer } from './send-answer.js';
import { simulatedTokens } from './simulated-answer.js';
import type { Simulation } from './simulation.js';
import {
  MalformedRequest,
  type ErrorContext,
  type ParsedRequest,
  type Route,
  type WireFormat,
  type WireReply,
} from './wire-format.js';

/** Stands for what a model of vectors says, so that the faults of an answer have something to cut. */
const VECTORS = 'vectors';

/** A request for an answer, as it arrives. @internal */
export interface GenerateArrival {
  readonly simulation: Simulation;
  readonly format: WireFormat;
  readonly exchange: Exchange;
  readonly route: Extract<Route, { type: 'generate' }>;
  readonly body: unknown;
}

/** The same, read. */
interface Visit extends GenerateArrival {
  readonly parsed: ParsedRequest;
  readonly context: ErrorContext;
  readonly model: FoundModel;
  /** How many tokens the model reads at most. */
  readonly contextLength: number;
  readonly tokens: number;
  /** Of what the model reads at once: the whole prompt, or the longest of the texts to embed. */
  readonly longest: number;
}

/** Takes a request for an answer through a provider: faults of the way, key, capacity, model, quotas, answer. @internal */
export async function generate(arrival: GenerateArrival): Promise<void> {
  const parsed = parse(arrival);
  if (parsed === undefined) return;
  const visit = createVisit(arrival, parsed);
  const { simulation, format, exchange, context } = visit;
  const { provider } = format;
  const { model } = parsed.prompt;
  const due = simulation.faults.draw({ provider, model, keyId: context.key.keyId });
  if (due !== undefined && isEarlyFault(due.effect)) {
    due.play();
    exchange.record.fault = due.effect.type;
    const ownError = (status: number): WireReply => wrapped(parsed, format.errors.status(status, context));
    await playEarlyFault(exchange, due.effect, ownError);
    return;
  }
  const keyError = refuseKey(format.errors, context);
  if (keyError !== undefined) return refuse(visit, 'key', keyError);
  const load = simulation.overload.arrive({ provider, model }, simulation.clock.elapsed());
  if (load === 'refused') return refuse(visit, 'overload', format.errors.overloaded(context));
  try {
    const admission = admit(visit);
    if (admission === undefined) return;
    if (due !== undefined) {
      due.play();
      exchange.record.fault = due.effect.type;
    }
    try {
      await answer(visit, due?.effect);
    } finally {
      admission.release();
    }
  } finally {
    if (load === 'admitted') simulation.overload.leave();
  }
}

function parse({ format, exchange, route, body }: GenerateArrival): ParsedRequest | undefined {
  try {
    return format.parse(route, body);
  } catch (error) {
    if (!(error instanceof MalformedRequest)) throw error;
    exchange.record.refusedBy = 'request';
    exchange.reply(format.errors.invalidRequest(error.message), 'refused');
    return undefined;
  }
}

function createVisit(arrival: GenerateArrival, parsed: ParsedRequest): Visit {
  const { simulation, format, exchange } = arrival;
  const { model: name, stream } = parsed.prompt;
  const key = simulation.keys.identify(format.provider, format.credential(exchange.headers, exchange.url));
  exchange.record.model = name;
  exchange.record.stream = stream;
  exchange.record.keyId = key.keyId;
  const model = simulation.models.find(format.provider, name);
  return {
    ...arrival,
    parsed,
    model,
    context: { model: name, key, nowMs: simulation.clock.now(), random: simulation.random },
    contextLength: Math.min(model.contextLength ?? Infinity, parsed.contextLength ?? Infinity),
    tokens: simulatedTokens(promptText(parsed.prompt)),
    longest: Math.max(...(parsed.embeds ?? [promptText(parsed.prompt)]).map(simulatedTokens)),
  };
}

/** Looks at the model, the length and the quotas. @returns `undefined` where the request was refused. */
function admit(visit: Visit): Extract<Admission, { type: 'admitted' }> | undefined {
  const { simulation, format, parsed, context, contextLength, tokens, longest, model } = visit;
  const { errors, provider } = format;
  if (model.state !== 'ready') {
    refuse(visit, 'model', errors.model(model.state, context));
    return undefined;
  }
  if (longest > contextLength && parsed.tooLong === 'refuse') {
    refuse(visit, 'context-length', errors.contextLength({ limit: contextLength, tokens: longest }, context));
    return undefined;
  }
  const request = { provider, model: context.model, key: context.key, tokens: parsed.chargedTokens ?? tokens };
  const admission = simulation.quotas.admit(request, context.nowMs);
  if (admission.type === 'admitted') return admission;
  const reply = errors.quota(admission.refusals, context);
  const standings = format.headers(simulation.quotas.standings(request, context.nowMs), context.random);
  refuse(visit, admission.refusals[0].name, { ...reply, headers: { ...standings, ...reply.headers } });
  return undefined;
}

async function answer(visit: Visit, effect: FaultEffect | undefined): Promise<void> {
  const { simulation, format, exchange, parsed, context, contextLength, tokens, longest } = visit;
  const { clock, random } = simulation;
  const isCut = longest > contextLength && parsed.embeds === undefined;
  const prompt = isCut ? cutPrompt(parsed.prompt, contextLength) : parsed.prompt;
  const reply = parsed.embeds === undefined ? await exchange.park(simulation.answer(prompt)) : VECTORS;
  await exchange.sleep(simulation.latencyMs(prompt) + (effect?.type === 'slow' ? effect.afterMs : 0));
  const ready = createAnswer({ prompt, reply, effect, startedAt: context.nowMs, clock, random });
  exchange.record.inputTokens = ready.inputTokens;
  exchange.record.outputTokens = parsed.embeds === undefined ? ready.outputTokens : 0;
  const request = { provider: format.provider, model: context.model, key: context.key, tokens };
  await sendAnswer({
    exchange,
    parsed,
    answer: ready,
    headers: format.headers(simulation.quotas.standings(request, clock.now()), random),
    effect,
    payload: payloadOf(effect) ?? format.errors.payloadIn200(context),
    chunkSize: simulation.chunkSize,
    chunkDelayMs: simulation.chunkDelayMs,
  });
}

function payloadOf(effect: FaultEffect | undefined): string | undefined {
  if (effect === undefined || !('body' in effect) || effect.body === undefined) return undefined;
  return typeof effect.body === 'string' ? effect.body : JSON.stringify(effect.body);
}

function refuse({ exchange, parsed }: Visit, refusedBy: string, reply: WireReply): void {
  exchange.record.refusedBy = refusedBy;
  exchange.reply(wrapped(parsed, reply), 'refused');
}

function wrapped(parsed: ParsedRequest, reply: WireReply): WireReply {
  return parsed.wrapError?.(reply) ?? reply;
}
