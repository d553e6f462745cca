import type { Cancellation } from '../../core/cancellation.js';

/**
 * Of all contexts alike: a getter of its own in each would give each a hidden class of its own, which costs half as much as
 * the signal that it is to save. An own property, for who copies a context copies its signal.
 */
const SIGNAL = {
  enumerable: true,
  configurable: true,
  get(this: { readonly cancellation: Cancellation }): AbortSignal {
    return this.cancellation.signal;
  },
};

/** Gives a context its `signal`, which is made for those who ask for it. */
export function withSignal<Context extends { readonly cancellation: Cancellation }>(
  context: Context,
): Context & { readonly signal: AbortSignal } {
  return Object.defineProperty(context, 'signal', SIGNAL) as Context & { readonly signal: AbortSignal };
}
