import type { WaitEndEvent, WaitStartEvent, WaitTickEvent } from '../../core/events.js';
import type { Wait, WaitEndReason } from '../../core/wait.js';

/** The event of a wait: the wait's own live fields and methods, and what happened. */
export function waitEvent(init: {
  readonly type: 'wait-start' | 'wait-tick' | 'wait-end';
  readonly wait: Wait;
  readonly at: number;
  readonly reason: WaitEndReason | undefined;
}): WaitStartEvent | WaitTickEvent | WaitEndEvent {
  const { type, wait, at, reason } = init;
  // Descriptors, not values: `remainingMs` is computed when it is read.
  const fields = Object.getOwnPropertyDescriptors(wait);
  const own = reason === undefined ? { type, at } : { type, at, reason };
  return Object.defineProperties(own, fields) as WaitStartEvent | WaitTickEvent | WaitEndEvent;
}
