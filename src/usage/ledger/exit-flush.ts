import { systemClock } from '../../core/clock.js';

/** The part of `process` that is needed to write the last entries when it ends. */
export interface ExitHooks {
  readonly pid: number;
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
  listeners(event: string): readonly unknown[];
  kill(pid: number, signal: string): unknown;
}

/** What writes. */
export interface ExitWriter {
  /** At once: nothing asynchronous happens any more. */
  flushNow(): void;
  /** For stores that can't at once. */
  flush(): Promise<void>;
  /** The process ends: what is not written now is lost. */
  leave(): void;
}

/** The signals that end a process where nobody listens. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A store that hangs keeps nobody's process alive for longer; a second signal ends it at once. */
const LONGEST_FLUSH_MS = 5_000;

/** One set of hooks for all ledgers of a process: each for itself would take the others for somebody who decides. */
class ExitFlush {
  readonly #hooks: ExitHooks;
  readonly #writers = new Set<ExitWriter>();
  readonly #listeners: readonly (readonly [event: string, listener: () => void])[];
  #wasIdle = false;

  constructor(hooks: ExitHooks) {
    this.#hooks = hooks;
    const onExit = (): void => {
      this.#flushNow();
      for (const writer of this.#writers) writer.leave();
    };
    const onIdle = (): void => {
      // Once: a store that fails would keep an ending process busy for ever.
      if (!this.#wasIdle) void this.#flush();
      this.#wasIdle = true;
    };
    const onSignal = SIGNALS.map((signal) => {
      const listener = (): void => {
        this.#onSignal(signal, listener);
      };
      return [signal, Object.assign(listener, { [MARK]: true })] as const;
    });
    this.#listeners = [['exit', onExit], ['beforeExit', onIdle], ...onSignal];
  }

  add(writer: ExitWriter): void {
    this.#wasIdle = false;
    if (this.#writers.size === 0) for (const [event, listener] of this.#listeners) this.#hooks.on(event, listener);
    this.#writers.add(writer);
  }

  delete(writer: ExitWriter): void {
    if (!this.#writers.delete(writer) || this.#writers.size > 0) return;
    for (const [event, listener] of this.#listeners) this.#hooks.off(event, listener);
  }

  #onSignal(signal: string, listener: () => void): void {
    this.#flushNow();
    // Others listen, too: they decide how the process ends.
    if (this.#hooks.listeners(signal).some((other) => (other as { [MARK]?: true })[MARK] !== true)) {
      void this.#flush();
      return;
    }
    // From now on the signal does what it does without this.
    this.#hooks.off(signal, listener);
    void Promise.race([this.#flush(), systemClock.sleep(LONGEST_FLUSH_MS)]).then(() => {
      this.#hooks.kill(this.#hooks.pid, signal);
    });
  }

  #flushNow(): void {
    for (const writer of this.#writers) writer.flushNow();
  }

  async #flush(): Promise<void> {
    await Promise.all([...this.#writers].map((writer) => writer.flush()));
  }
}

/** Known to every copy of this library in a process. */
const MARK: unique symbol = Symbol.for('llm-resilience.exit-flush');

const flushes = new WeakMap<ExitHooks, ExitFlush>();

/**
 * Writes the last entries when the process ends: after its last work, at `process.exit()`, and at the signals that end
 * it. A signal then does what it would have done.
 * @returns takes the writer away again
 */
export function flushOnExit(writer: ExitWriter, hooks: ExitHooks): () => void {
  let flush = flushes.get(hooks);
  if (flush === undefined) {
    flush = new ExitFlush(hooks);
    flushes.set(hooks, flush);
  }
  const added = flush;
  added.add(writer);
  return () => {
    added.delete(writer);
  };
}
