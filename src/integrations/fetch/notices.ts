import type { Engine } from '../../client/engine.js';

/** What an SDK's request tells of how the SDK is set up, where that works against the waiting. */
export class Notices {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** To be called for each request. */
  look(headers: Headers): void {
    const timeoutSeconds = Number(headers.get('x-stainless-timeout') ?? Number.NaN);
    const { maxWaitMs } = this.#engine.settings;
    if (timeoutSeconds * 1_000 < maxWaitMs) {
      this.#engine.warn(
        'sdk-timeout',
        `The SDK ends each call after ${timeoutSeconds} s, waits included: give it \`timeout: 2 ** 31 - 1\`. The requests have timeouts of their own (\`timeouts\`).`,
      );
    }
    if (Number(headers.get('x-stainless-retry-count') ?? 0) > 0) {
      this.#engine.warn(
        'sdk-retries',
        'The SDK retries on top of this fetch, which multiplies requests: give it `maxRetries: 0`.',
      );
    }
  }

  /** A resilient fetch that sends over another one. */
  layers(): void {
    this.#engine.warn(
      'two-layers',
      'A resilient fetch stands over another one: the inner one waits and retries, and the outer one passes everything on. One is enough.',
    );
  }
}
