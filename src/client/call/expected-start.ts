import { earliestStart, type RouteQuery } from '../../limits/keys/route.js';
import type { ProviderPace } from '../../limits/pacing/provider-pace.js';

/** When a call that went to a model would start there, after all who wait for their time, in epoch ms: now or later. */
export function expectedStart(
  query: RouteQuery,
  { pace, now }: { readonly pace: Pick<ProviderPace, 'book' | 'waiting'>; readonly now: number },
): number {
  const { model, ring } = query;
  const waiting = pace.waiting(model);
  const [key] = ring.usable();
  const spacingMs = key === undefined || waiting === 0 ? 0 : pace.book.spacingMs(model, key);
  return Math.max(earliestStart(query).at, now) + waiting * spacingMs;
}
