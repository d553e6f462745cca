import type { AttemptRecord } from '../../core/attempt.js';
import type { Classification } from '../../core/classification.js';
import type { EmbedReply, EmbedRequest } from '../../core/embed.js';
import { isLlmError } from '../../core/error.js';
import type { Provider } from '../../core/provider.js';
import type { Usage } from '../../core/reply.js';
import { Call } from '../call/call.js';
import { CallEvents } from '../call/call-events.js';
import { CallLog } from '../call/call-log.js';
import type { CallPart } from '../call/call-part.js';
import type { CallView } from '../call/call-view.js';
import { splitIntoBatches, type EmbedBatch } from './embed-batches.js';
import { EmbedOperation, type EmbeddedBatch, type VectorLength } from './embed-operation.js';
import type { Engine } from '../engine.js';
import type { Destination } from '../operations/operation.js';

/** What an {@link EmbedCall} is made of. */
export interface EmbedCallInit {
  readonly engine: Engine;
  readonly request: EmbedRequest;
  readonly providers: ReadonlyMap<string, Provider>;
  readonly destinations: readonly [Destination, ...Destination[]];
}

/** All batches at one model. Where the call moves on, a round of another model takes its place. */
interface Round {
  /** Of its model among the destinations. */
  readonly at: number;
  readonly batches: readonly EmbedBatch[];
  readonly length: VectorLength;
  readonly done: (EmbeddedBatch | undefined)[];
  /** What is under way: nobody hears of a part that was abandoned. */
  readonly parts: Set<Call<unknown, EmbeddedBatch>>;
  next: number;
  doneBatches: number;
  doneInputs: number;
}

/**
 * One `embed()`: its batches are calls of their own, with retries, waits and keys of their own, so that one that fails
 * is sent again alone; to the outside they are one call. All come from one model: the first batch that leaves its
 * model takes all others along, also those that are done.
 */
export class EmbedCall implements CallView {
  readonly callId: string;
  readonly promise: Promise<EmbedReply>;
  readonly metadata: CallView['metadata'];
  readonly #init: EmbedCallInit;
  readonly #input: readonly string[];
  readonly #attempts: AttemptRecord[] = [];
  /** One for each lane. */
  readonly #logs: CallLog[] = [];
  readonly #events: CallEvents;
  readonly #startedElapsed: number;
  #resolve!: (reply: EmbedReply) => void;
  #reject!: (reason: unknown) => void;
  #round: Round;
  #requests = 0;
  #isSettled = false;

  constructor(init: EmbedCallInit) {
    const { engine, request } = init;
    this.#init = init;
    this.#input = typeof request.input === 'string' ? [request.input] : request.input;
    this.callId = engine.createId('call');
    this.metadata = request.metadata;
    this.#events = new CallEvents(engine, this);
    this.#startedElapsed = engine.clock.elapsed();
    this.#round = this.#createRound(0);
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get attempts(): readonly AttemptRecord[] {
    return this.#attempts;
  }

  get destination(): Destination {
    return this.#init.destinations[this.#round.at] ?? this.#init.destinations[0];
  }

  get key(): CallView['key'] {
    return undefined;
  }

  get durationMs(): number {
    return this.#init.engine.clock.elapsed() - this.#startedElapsed;
  }

  get queuedMs(): number {
    return this.#logs.reduce((sum, log) => sum + log.allQueuedMs, 0);
  }

  get waitedMs(): number {
    return this.#logs.reduce((sum, log) => sum + log.allWaitedMs, 0);
  }

  start(): void {
    this.#events.callStart();
    this.#run(this.#round);
  }

  #createRound(at: number): Round {
    const { destinations, providers, request } = this.#init;
    const limits = providers.get((destinations[at] ?? destinations[0]).handle.name)?.embedLimits;
    const batches = splitIntoBatches(this.#input, { limits, batchSize: request.batchSize });
    return {
      at,
      batches,
      length: { value: request.dimensions },
      done: [],
      parts: new Set(),
      next: 0,
      doneBatches: 0,
      doneInputs: 0,
    };
  }

  /** As many lanes as requests may be under way: each sends one batch after the other. */
  #run(round: Round): void {
    const { engine } = this.#init;
    const { slots } = this.destination.handle;
    const bound = slots.state.most;
    for (let lane = 0; lane < Math.min(bound, round.batches.length); lane += 1) {
      const log = new CallLog(engine.clock, this.#attempts);
      this.#logs.push(log);
      this.#sendNext(round, log);
    }
  }

  #sendNext(round: Round, log: CallLog): void {
    // A batch that is sent may end the call, or move it on, before it returns.
    if (this.#isSettled || this.#round !== round) return;
    const batch = round.batches[round.next];
    if (batch === undefined) return;
    round.next += 1;
    const { engine, providers, request, destinations } = this.#init;
    const { dimensions, providerOptions } = request;
    const operation = new EmbedOperation(
      {
        input: batch.input,
        ...(dimensions === undefined ? {} : { dimensions }),
        ...(providerOptions === undefined ? {} : { providerOptions }),
      },
      { providers, length: round.length },
    );
    const [first = destinations[0], ...fallbacks] = destinations.slice(round.at);
    const part = new Call({
      engine,
      operation,
      destinations: [first, ...fallbacks],
      options: request,
      part: this.#partOf(round, log),
    });
    round.parts.add(part);
    part.promise.then(
      (embedded) => {
        round.parts.delete(part);
        this.#keep(round, batch, embedded);
        this.#sendNext(round, log);
      },
      (error: unknown) => {
        this.#fail(error);
      },
    );
    part.start();
  }

  #partOf(round: Round, log: CallLog): CallPart {
    return {
      callId: this.callId,
      log,
      nextAttempt: () => (this.#requests += 1),
      onModelSwitch: (to, classification) => {
        if (!this.#isSettled && this.#round === round) this.#moveOn(to, classification);
      },
    };
  }

  #keep(round: Round, batch: EmbedBatch, embedded: EmbeddedBatch): void {
    if (this.#isSettled || this.#round !== round) return;
    round.done[batch.index] = embedded;
    round.doneBatches += 1;
    round.doneInputs += batch.input.length;
    this.#events.batchSuccess({
      batch: batch.index + 1,
      batches: round.batches.length,
      doneInputs: round.doneInputs,
      inputs: this.#input.length,
    });
    if (round.doneBatches === round.batches.length) this.#finish(round, embedded.keyId);
  }

  /** Vectors of two models can't be compared, so all that is there is dropped, and all texts go to the next model. */
  #moveOn(to: Destination, classification: Classification): void {
    const from = this.destination;
    this.#abandonParts();
    this.#round = this.#createRound(this.#init.destinations.indexOf(to));
    this.#events.modelSwitch(from, classification);
    this.#run(this.#round);
  }

  #finish(round: Round, keyId: string | undefined): void {
    const replies = round.done.flatMap((embedded) => (embedded === undefined ? [] : [embedded.reply]));
    const usage = sumUsage(replies.map((reply) => reply.usage));
    const { handle, model } = this.destination;
    this.#isSettled = true;
    this.#events.callSuccess({ usage, finishReason: undefined });
    this.#resolve({
      embeddings: replies.flatMap(({ embeddings }) => embeddings),
      usage,
      provider: handle.name,
      model,
      keyId,
      attempts: this.#attempts,
      raw: replies.map(({ raw }) => raw),
    });
  }

  #fail(error: unknown): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#abandonParts();
    if (isLlmError(error)) this.#events.callFailure(error.kind, error);
    else this.#events.callFailure(this.#init.request.signal?.aborted === true ? 'cancelled' : 'unknown', undefined);
    this.#reject(error);
  }

  #abandonParts(): void {
    const parts = [...this.#round.parts];
    this.#round.parts.clear();
    for (const part of parts) part.abandon();
  }
}

/** The sum of each count that all of them tell. */
function sumUsage(usages: readonly Usage[]): Usage {
  const sum = (count: (usage: Usage) => number | undefined): number | undefined =>
    usages.reduce<number | undefined>((total, usage) => {
      const value = count(usage);
      return total === undefined || value === undefined ? undefined : total + value;
    }, 0);
  return { inputTokens: sum((usage) => usage.inputTokens), totalTokens: sum((usage) => usage.totalTokens) };
}
