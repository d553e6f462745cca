import type { ApiKey } from '../../core/keys.js';
import { earliestStart, type RouteQuery } from '../../limits/keys/route.js';
import type { Destination } from '../operations/operation.js';

/** When a call that joins the queue of a destination would start, in epoch ms: after all who wait there. */
export function queuedStart({ handle, model }: Destination, key: ApiKey, from: number): number {
  return from + handle.pace.waiting(model) * handle.pace.book.spacingMs(model, key);
}

/** When a call could start at a destination, in epoch ms, by all that is known of its keys and of who waits there. */
export function expectedStart(destination: Destination, query: RouteQuery, now: number): number {
  const { handle, model } = destination;
  const { at } = earliestStart(query);
  if (handle.pace.waiting(model) === 0) return at;
  const from = Math.max(at, now);
  const [key] = handle.ring.usable();
  return key === undefined ? from : queuedStart(destination, key, from);
}
