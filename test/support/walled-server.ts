import type { Clock } from '../../src/core/clock.js';
import type { ProviderReply } from '../../src/core/provider.js';
import { seededRandom } from '../../src/testing/seeded-random.js';
import { hourlyLimit, ok, respond, type Step } from './scripted-provider.js';

/** How the quota of a walled server comes back. */
export type WallForm =
  /** All of it when the window turns, at `phaseMs` past a multiple of its length. */
  | { readonly type: 'fixed'; readonly phaseMs: number }
  /** All of it a window after the first request that used it. */
  | { readonly type: 'anchored' }
  /** Each request's part a window after that request. */
  | { readonly type: 'sliding' }
  /** Little by little. */
  | { readonly type: 'bucket' };

/** What a walled server is made of. */
export interface WalledServerInit {
  readonly clock: Clock;
  readonly form: WallForm;
  /** How many requests a window admits. */
  readonly limit: number;
  readonly windowMs: number;
  readonly seed: number;
  /** How far its clock is off at each request, at most. */
  readonly jitterMs?: number;
  readonly refusal?: Step;
  /** Says, in place of `refusal`, when the window turns: this part of the true wait. For fixed windows. */
  readonly statedShare?: number;
}

/** A server with one quota, as a step of a scripted provider. An answer takes 10 to 30 s. */
export class WalledServer {
  admitted = 0;
  refused = 0;
  readonly #init: WalledServerInit;
  readonly #random: () => number;
  #log: number[] = [];

  constructor(init: WalledServerInit) {
    this.#init = init;
    this.#random = seededRandom(init.seed);
  }

  readonly step: Step = async (request, attempt) => {
    const { clock, refusal = hourlyLimit } = this.#init;
    if (!this.#admit(clock.now())) {
      this.refused += 1;
      await clock.sleep(100, { signal: attempt.signal });
      return (await (this.#stated() ?? refusal)(request, attempt)) as ProviderReply;
    }
    this.admitted += 1;
    await clock.sleep(10_000 + this.#random() * 20_000, { signal: attempt.signal });
    return (await ok()(request, attempt)) as ProviderReply;
  };

  #stated(): Step | undefined {
    const { clock, form, windowMs, statedShare } = this.#init;
    if (statedShare === undefined || form.type !== 'fixed') return undefined;
    const leftMs = windowMs - ((clock.now() - form.phaseMs) % windowMs);
    const error = "you've reached your hourly usage limit";
    return respond(429, { error }, { 'retry-after': String(Math.ceil((leftMs * statedShare) / 1_000)) });
  }

  #admit(now: number): boolean {
    const { form, windowMs, limit, jitterMs = 0 } = this.#init;
    const at = now + (this.#random() - 0.5) * 2 * jitterMs;
    switch (form.type) {
      case 'fixed': {
        const turn = Math.floor((at - form.phaseMs) / windowMs) * windowMs + form.phaseMs;
        this.#log = this.#log.filter((used) => used >= turn);
        break;
      }
      case 'anchored': {
        const [first] = this.#log;
        if (first !== undefined && at >= first + windowMs) this.#log = [];
        break;
      }
      case 'sliding':
        this.#log = this.#log.filter((used) => used > at - windowMs);
        break;
      case 'bucket': {
        // The log holds when each of the requests will have drained.
        this.#log = this.#log.filter((drained) => drained > at);
        if (this.#log.length >= limit) return false;
        this.#log.push((this.#log.at(-1) ?? at) + windowMs / limit);
        return true;
      }
      default:
        form satisfies never;
    }
    if (this.#log.length >= limit) return false;
    this.#log.push(at);
    return true;
  }
}
