import type { RateLimitReading } from '../../core/rate-limits.js';

/** Between which lengths the window of a bucket lies, in ms. */
export interface WindowSpan {
  readonly leastMs: number;
  readonly mostMs: number;
  /** How many answers agree on it. */
  readonly answers: number;
  /** The least and the most that was used up in them. */
  readonly leastTold: number;
  readonly mostTold: number;
}

const NAMED_WINDOWS_MS = [1_000, 60_000, 3_600_000, 86_400_000];

/** A span this narrow, around a named window, is no chance. */
const NARROW = 1.35;

/**
 * If a limit is a bucket that leaks evenly, its reset is the time until it is empty: used × window / limit. This is what
 * one answer says of the window then; `undefined` where it says nothing.
 */
export function bucketSpan(
  { resetInMs, resolutionMs = 1_000 }: RateLimitReading,
  { told, limit }: { readonly told: number; readonly limit: number },
): WindowSpan | undefined {
  if (resetInMs === undefined || resetInMs <= 0 || told < 2) return undefined;
  // What remains is rounded down, so that up to one less is used.
  return {
    leastMs: (Math.max(0, resetInMs - resolutionMs) * limit) / told,
    mostMs: ((resetInMs + resolutionMs) * limit) / (told - 1),
    answers: 1,
    leastTold: told,
    mostTold: told,
  };
}

/** What two answers say together; `undefined` where they contradict each other: then it is no bucket. */
export function commonSpan(one: WindowSpan, other: WindowSpan): WindowSpan | undefined {
  const leastMs = Math.max(one.leastMs, other.leastMs);
  const mostMs = Math.min(one.mostMs, other.mostMs);
  if (leastMs > mostMs) return undefined;
  return {
    leastMs,
    mostMs,
    answers: one.answers + other.answers,
    leastTold: Math.min(one.leastTold, other.leastTold),
    mostTold: Math.max(one.mostTold, other.mostTold),
  };
}

/**
 * The window that a span speaks for, if it does: a named one, in a span that holds it by no chance; or any, where
 * several answers at different levels agree.
 */
export function windowOfSpan(span: WindowSpan, namedMs: number | undefined): number | undefined {
  const { leastMs, mostMs, answers, leastTold, mostTold } = span;
  const candidates = namedMs === undefined ? NAMED_WINDOWS_MS : [namedMs];
  const found = candidates.find((windowMs) => leastMs <= windowMs && windowMs <= mostMs);
  if (found !== undefined && mostMs <= leastMs * NARROW) return found;
  const isProved = answers >= ENOUGH_ANSWERS && mostTold >= leastTold * DIFFERENT_LEVELS && mostMs <= leastMs * NARROW;
  // The longer one asks for nothing too early.
  return isProved ? mostMs : undefined;
}

const ENOUGH_ANSWERS = 4;
const DIFFERENT_LEVELS = 1.5;
