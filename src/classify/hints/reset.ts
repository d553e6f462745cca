import type { StatedResetSource } from '../../core/classification.js';
import type { Evidence, StatedTime } from '../evidence.js';
import { readEmptyBuckets } from './reset-headers.js';
import { readResetText } from './reset-text.js';
import { readTimeText } from './stated-time.js';

/** What a refusal states of its end. */
export interface StatedReset {
  readonly source: StatedResetSource;
  /** The wait that the best source states in words of a duration. */
  readonly durationMs: number | undefined;
  /** Epoch ms. */
  readonly at: number;
}

/** A header's date that agrees so far with a stated wait is the same statement, and the more exact one. */
const AGREEMENT_MS = 2_000;

/** The stated end of a refusal, by the best of its sources. */
export function statedReset(
  evidence: Evidence,
  context: { readonly now: number; readonly readsText: boolean },
): StatedReset | undefined {
  const text = context.readsText ? readResetText(evidence.text, context.now) : undefined;
  const sources: readonly (readonly [StatedResetSource, StatedTime | undefined])[] = [
    ['retry-after-ms', readTimeText(evidence.headers.get('retry-after-ms'), 'milliseconds')],
    ['body', exact(longest(evidence.times), text)],
    ['text', text],
    ['retry-after', readTimeText(evidence.headers.get('retry-after'), 'seconds')],
    ['reset-header', longest(readEmptyBuckets(evidence.headers).flatMap(({ reset }) => reset ?? []))],
  ];
  const stated = sources.filter((entry): entry is readonly [StatedResetSource, StatedTime] => entry[1] !== undefined);
  const best = stated[0];
  if (best === undefined) return undefined;
  const [source, time] = best;
  const durationMs = stated.find(([, other]) => other.durationMs !== undefined)?.[1].durationMs;
  if (time.at !== undefined) return { source, durationMs, at: time.at };
  const at = context.now + (time.durationMs ?? 0);
  const date = stated.find(([, other]) => other.at !== undefined && Math.abs(other.at - at) <= AGREEMENT_MS)?.[1].at;
  return { source, durationMs, at: Math.max(at, date ?? at) };
}

/** Of several times the longest: the request passes when the last of them is over. */
function longest(times: readonly StatedTime[]): StatedTime | undefined {
  const durations = times.flatMap(({ durationMs }) => durationMs ?? []);
  const dates = times.flatMap(({ at }) => at ?? []);
  if (durations.length === 0 && dates.length === 0) return undefined;
  return {
    durationMs: durations.length === 0 ? undefined : Math.max(...durations),
    at: dates.length === 0 ? undefined : Math.max(...dates),
  };
}

/** A field may be cut to whole seconds where the text has the exact number: then the larger of both holds. */
function exact(field: StatedTime | undefined, text: StatedTime | undefined): StatedTime | undefined {
  if (field?.durationMs === undefined || text?.durationMs === undefined) return field;
  const differs = Math.abs(field.durationMs - text.durationMs) >= 1_000;
  return differs ? field : { ...field, durationMs: Math.max(field.durationMs, text.durationMs) };
}
