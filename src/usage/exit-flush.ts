/** The part of `process` that is needed to write the last entries when it ends. */
export interface ExitHooks {
  readonly pid: number;
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
  listenerCount(event: string): number;
  kill(pid: number, signal: string): unknown;
}

/** The signals that end a process where nobody listens. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What writes. */
export interface ExitWriter {
  /** At once: nothing asynchronous happens any more. */
  flushNow(): void;
  /** For stores that can't at once. */
  flush(): Promise<void>;
}

/**
 * Writes the last entries when the process ends: after its last work, at `process.exit()`, and at the signals that end
 * it. A signal then does what it would have done.
 * @returns takes the hooks away again
 */
export function flushOnExit(writer: ExitWriter, hooks: ExitHooks): () => void {
  const onExit = (): void => {
    writer.flushNow();
  };
  let wasIdle = false;
  const onIdle = (): void => {
    // Once: a store that fails would keep an ending process busy for ever.
    if (!wasIdle) void writer.flush();
    wasIdle = true;
  };
  const onSignal = SIGNALS.map((signal) => {
    const listener = (): void => {
      writer.flushNow();
      // Others listen, too: they decide how the process ends.
      if (hooks.listenerCount(signal) > 1) {
        void writer.flush();
        return;
      }
      void writer.flush().then(() => {
        hooks.off(signal, listener);
        hooks.kill(hooks.pid, signal);
      });
    };
    return { signal, listener };
  });
  hooks.on('exit', onExit);
  hooks.on('beforeExit', onIdle);
  for (const { signal, listener } of onSignal) hooks.on(signal, listener);
  return () => {
    hooks.off('exit', onExit);
    hooks.off('beforeExit', onIdle);
    for (const { signal, listener } of onSignal) hooks.off(signal, listener);
  };
}
