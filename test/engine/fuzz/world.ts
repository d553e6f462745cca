import { getEventListeners } from 'node:events';
import { createClient } from '../../../src/client/create-client.js';
import type { Client } from '../../../src/client/client.js';
import { EVENT_TYPES, type LlmEvent } from '../../../src/core/events.js';
import type { AttemptContext, ProviderRequest } from '../../../src/core/provider.js';
import { manualClock, type ManualClock } from '../../../src/testing/manual-clock.js';
import { seededRandom } from '../../../src/testing/seeded-random.js';
import { ok, scriptedProvider, type Step } from '../../support/scripted-provider.js';
import type { Plan, PlannedCall } from './plan.js';
import { stepsOn } from './steps.js';

/** A request as a provider saw it. */
export interface SeenRequest {
  /** The index of its call in the plan. */
  readonly call: number;
  readonly provider: string;
  readonly model: string;
  readonly key: string | undefined;
  readonly startedAt: number;
  isUnderWay: boolean;
}

/** A call that was begun, and how it ended. */
export interface LiveCall {
  readonly index: number;
  readonly planned: PlannedCall;
  readonly controller: AbortController;
  settled: { readonly value?: unknown; readonly error?: unknown } | undefined;
}

export const KEYS = [
  { key: 'secret-one', project: 'p', account: 'x' },
  { key: 'secret-two', project: 'q', account: 'x' },
  { key: 'secret-three', project: 'r', account: 'y' },
];

const LONGEST_MS = 40 * 3_600_000;
const TURN_MS = 3_600_000;

/** Plays one plan on the manual clock, and keeps all that its invariants are about. */
export class World {
  readonly clock: ManualClock = manualClock(Date.UTC(2026, 2, 2, 10));
  readonly client: Client;
  readonly events: LlmEvent[] = [];
  readonly requests: SeenRequest[] = [];
  readonly calls: LiveCall[] = [];
  readonly problems: string[] = [];
  isClosed = false;
  #steps: Step[];
  readonly #plan: Plan;
  readonly #onRequest: (world: World, request: SeenRequest) => void;

  constructor(plan: Plan, onRequest: (world: World, request: SeenRequest) => void) {
    this.#plan = plan;
    this.#onRequest = onRequest;
    const steps = stepsOn(this.clock);
    this.#steps = plan.steps.map((name) => steps[name]);
    const provider = (name: string, keys: typeof KEYS) =>
      scriptedProvider((request, attempt) => this.#seen({ name, request, attempt }), { name, keys });
    this.client = createClient({
      providers: [provider('ollama', []), provider('openai', KEYS)],
      clock: this.clock,
      random: seededRandom(7),
      concurrency: plan.concurrency,
      timeouts: { answer: '40s', firstToken: '40s', idle: '40s' },
    });
    for (const type of EVENT_TYPES) this.client.on(type, (event) => this.events.push(event));
    for (const { event, nth, act } of plan.listeners) {
      let heard = 0;
      this.client.on(event, () => {
        heard += 1;
        if (heard === nth) return this.#act(act);
      });
    }
  }

  async play(): Promise<void> {
    const start = this.clock.elapsed();
    const moments: { readonly at: number; run(): void | Promise<void> }[] = [];
    this.#plan.calls.forEach((planned, index) => {
      const live: LiveCall = { index, planned, controller: new AbortController(), settled: undefined };
      this.calls.push(live);
      const { at, abortAfterMs } = planned;
      moments.push({ at, run: () => this.#begin(live) });
      if (abortAfterMs !== undefined) moments.push({ at: at + abortAfterMs, run: () => this.#abort(live) });
    });
    for (const { at, type } of this.#plan.actions) moments.push({ at, run: () => this.#act(type) });
    moments.sort((first, second) => first.at - second.at);
    for (const { at, run } of moments) {
      await this.clock.advance(Math.max(0, start + at - this.clock.elapsed()));
      await run();
    }
    this.client.resume();
    for (let passed = 0; passed < LONGEST_MS && !this.#isAtRest(); passed += TURN_MS) await this.clock.advance(TURN_MS);
    // What ended a call may have left a timer that is just now being removed.
    await this.clock.advance(0);
  }

  /** How many listeners are left on the signals of calls. */
  listenersLeft(): number {
    return this.calls.reduce((sum, { controller }) => sum + getEventListeners(controller.signal, 'abort').length, 0);
  }

  /** From now on every request is answered at once. */
  recover(): void {
    this.#steps = [];
    for (const gate of this.client.gates()) gate.reopen();
  }

  #isAtRest(): boolean {
    return this.calls.every(({ settled }) => settled !== undefined) && this.clock.pending === 0;
  }

  #seen(init: { readonly name: string; readonly request: ProviderRequest; readonly attempt: AttemptContext }): Step {
    const { name, request, attempt } = init;
    const call = Number(request.messages[0]?.content);
    return this.#track({ provider: name, model: request.model, key: attempt.key, call }, attempt.signal);
  }

  #track(of: Pick<SeenRequest, 'provider' | 'model' | 'key' | 'call'>, signal: AbortSignal): Step {
    const seen: SeenRequest = { ...of, startedAt: this.clock.now(), isUnderWay: true };
    this.#onRequest(this, seen);
    this.requests.push(seen);
    const end = (): void => {
      seen.isUnderWay = false;
    };
    signal.addEventListener('abort', end, { once: true });
    const step = this.#steps.shift() ?? ok();
    return (request, attempt) => {
      const result = step(request, attempt);
      if ('then' in result) return result.finally(end);
      return (async function* () {
        try {
          yield* result;
        } finally {
          end();
        }
      })();
    };
  }

  async #begin(live: LiveCall): Promise<void> {
    const { planned, controller, index } = live;
    const { model, fallbacks, options, form } = planned;
    const call = { ...options, signal: controller.signal, metadata: { call: index } };
    const messages = [{ role: 'user' as const, content: String(index) }];
    const settle = (settled: NonNullable<LiveCall['settled']>): void => {
      if (live.settled !== undefined) this.problems.push(`call ${index} settled twice`);
      live.settled = settled;
    };
    const run = (): Promise<unknown> => {
      if (form === 'chat') return this.client.chat({ ...call, model, fallbacks, messages });
      if (form === 'stream') return this.#consume(live, this.client.stream({ ...call, model, fallbacks, messages }));
      const [provider = '', name = ''] = model.split('/');
      return this.client.run(
        async (attempt) => {
          const step = this.#track({ provider, model: attempt.model, key: attempt.key, call: index }, attempt.signal);
          const request = { model: attempt.model, messages };
          const context = { ...attempt, timeouts: {} as never, progress: () => undefined };
          const result = step(request, context);
          if ('then' in result) return result;
          for await (const part of result) if (part.type === 'finish') return part;
          throw new Error('cut');
        },
        {
          ...call,
          provider,
          model: name,
          fallbacks: fallbacks
            .filter((other) => other.startsWith(provider))
            .map((other) => other.slice(provider.length + 1)),
          timeouts: { answer: '40s' },
        },
      );
    };
    run().then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    );
    return Promise.resolve();
  }

  async #consume(
    live: LiveCall,
    stream: AsyncIterable<{ readonly type: string; readonly text?: string }>,
  ): Promise<string> {
    let text = '';
    let parts = 0;
    for await (const part of stream) {
      if (part.type === 'stream-restart') text = '';
      text += part.text ?? '';
      if (parts === live.planned.leaveAfter) return 'left';
      parts += 1;
    }
    if (text !== 'done' && text !== 'abc') this.problems.push(`call ${live.index} got a wrong text: ${text}`);
    return text;
  }

  /** An abort settles the call before the next macrotask, with its own reason. */
  async #abort(live: LiveCall): Promise<void> {
    const wasSettled = live.settled !== undefined;
    live.controller.abort(new Error(`abort of ${live.index}`));
    for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
    if (!wasSettled && live.settled?.error !== live.controller.signal.reason) {
      this.problems.push(`call ${live.index} was aborted and not settled by its reason`);
    }
  }

  #act(what: Plan['actions'][number]['type'] | Plan['listeners'][number]['act']): void | Promise<void> {
    const [wait] = this.client.waits();
    switch (what) {
      case 'retry-now':
        return wait?.retryNow();
      case 'extend':
        return wait?.extend(45_000);
      case 'cancel':
        return wait?.cancel('no more');
      case 'pause':
        return this.client.pause();
      case 'resume':
        return this.client.resume();
      case 'reopen':
        return this.client.gates()[0]?.reopen();
      case 'configure':
        return this.client.configure({ maxAttempts: 2, policies: { overloaded: { type: 'stop' } }, concurrency: 3 });
      case 'jump':
        return this.clock.jump(-1_000_000);
      case 'close':
        this.isClosed = true;
        return this.client.close();
      case 'abort':
        for (const { controller } of this.calls) controller.abort(new Error('a listener aborts'));
        return;
      case 'throw':
        throw new Error('a listener fails');
      case 'reject':
        return Promise.reject(new Error('a listener fails later'));
      default:
        what satisfies never;
    }
  }
}
