import type { Engine } from '../../client/engine.js';

/** Where SDKs tell of a timer of theirs: one set for this call, in seconds. */
const TIMER_HEADERS = ['x-stainless-timeout', 'x-server-timeout'] as const;
/**
 * Timers are set to round times and fire a little late, and the SDK sets them just before it asks; who stops a call by
 * hand rarely meets one.
 */
const ROUND_MS = 10_000;
const EARLY_MS = 50;
const LATE_MS = 150;

/** What an SDK's request tells of how the SDK is set up, where that works against the waiting. */
export class Notices {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** To be called for each request. */
  look(headers: Headers): void {
    for (const name of TIMER_HEADERS) {
      const seconds = headers.get(name);
      if (seconds === null || Number(seconds) * 1_000 >= this.#engine.settings.maxWaitMs) continue;
      this.#warnOfTimer(`The SDK ends each call after ${Number(seconds)} s`);
    }
    if (Number(headers.get('x-stainless-retry-count') ?? 0) > 0) {
      this.#engine.warn(
        'sdk-retries',
        'The SDK retries on top of this fetch, which multiplies requests: give it `maxRetries: 0`.',
      );
    }
  }

  /**
   * To be called where a call ended with its signal. The timer that an SDK has by default, or that was set for all of its
   * calls, shows in none of its requests: only when it fires.
   */
  aborted(headers: Headers, elapsedMs: number): void {
    const isOfSdk = headers.has('x-stainless-lang');
    const timerMs = Math.round(elapsedMs / ROUND_MS) * ROUND_MS;
    const lateMs = elapsedMs - timerMs;
    if (!isOfSdk || timerMs === 0 || lateMs < -EARLY_MS || lateMs > LATE_MS) return;
    this.#warnOfTimer(`A call was ended from outside after ${timerMs / 1_000} s, as by a timer of the SDK's`);
  }

  #warnOfTimer(what: string): void {
    this.#engine.warn(
      'sdk-timeout',
      `${what}, waits included: give it \`timeout: 2 ** 31 - 1\`. The requests have timeouts of their own (\`timeouts\`).`,
    );
  }

  /** A resilient fetch that sends over another one. */
  layers(): void {
    this.#engine.warn(
      'two-layers',
      'A resilient fetch stands over another one: the inner one waits and retries, and the outer one passes everything on. One is enough.',
    );
  }
}
