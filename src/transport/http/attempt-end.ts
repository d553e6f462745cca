import type { Cancellation } from '../../core/cancellation.js';
import type { AttemptContext } from '../../core/provider.js';

/** How an attempt ends early. */
export type AttemptEnd = Pick<AttemptContext, 'signal' | 'cancellation'>;

/** Why it has ended early; `undefined` where it has not. */
export function endedBy(end: AttemptEnd): Cancellation['cancelled'] {
  if (end.cancellation !== undefined) return end.cancellation.cancelled;
  // To look at the signal makes it.
  const { signal } = end;
  return signal.aborted ? { reason: signal.reason as unknown } : undefined;
}

/** What is to be ended. */
export interface Endable {
  abort(reason: unknown): void;
}

/**
 * Tells of an early end, of one that has come before as well. Without an AbortSignal where the attempt has another way and
 * nobody else takes that: Node takes 2 µs to make a signal, and five in the midst of other work. @returns stops it
 */
export function onEarlyEnd(end: AttemptEnd, request: Endable): (() => void) | undefined {
  const { cancellation } = end;
  const ended = endedBy(end);
  if (ended !== undefined) {
    request.abort(ended.reason);
    return undefined;
  }
  if (cancellation !== undefined && cancellation.onCancel === undefined) {
    cancellation.onCancel = request;
    return () => {
      cancellation.onCancel = undefined;
    };
  }
  const { signal } = end;
  const listener = (): void => request.abort(signal.reason);
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
