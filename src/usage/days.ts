import { Temporal } from 'temporal-polyfill';
import type { DayOffset, UsageRange } from '../core/usage-store.js';

const NS_PER_MS = 1_000_000;

/**
 * Days in a time zone.
 * @throws TypeError where there is no such zone
 */
export class Days {
  readonly timeZone: string;

  constructor(timeZone: string = systemTimeZone()) {
    try {
      this.timeZone = Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone).timeZoneId;
    } catch (cause) {
      const shown = typeof timeZone === 'string' ? timeZone.slice(0, 60) : typeof timeZone;
      throw new TypeError(
        `Expected \`timeZone\` to be the name of a time zone, such as 'Europe/Berlin' or 'UTC', got \`${shown}\`.`,
        { cause },
      );
    }
  }

  /** When the day of a time began, in epoch ms. */
  startOfDay(at: number): number {
    return this.#zoned(at).startOfDay().epochMilliseconds;
  }

  /** When the day after that of a time begins, in epoch ms. */
  startOfNextDay(at: number): number {
    return this.#zoned(at).add({ days: 1 }).startOfDay().epochMilliseconds;
  }

  /** When the day `days` before that of a time began, in epoch ms. */
  startOfDayBefore(at: number, days: number): number {
    return this.#zoned(at).subtract({ days }).startOfDay().epochMilliseconds;
  }

  /** When the month of a time began, in epoch ms. */
  startOfMonth(at: number): number {
    return this.#zoned(at).with({ day: 1 }).startOfDay().epochMilliseconds;
  }

  /** When the month after that of a time begins, in epoch ms. */
  startOfNextMonth(at: number): number {
    return this.#zoned(at).with({ day: 1 }).add({ months: 1 }).startOfDay().epochMilliseconds;
  }

  /** How far local days are from those of UTC, over a stretch of time. */
  offsets({ from, to }: Required<UsageRange>): readonly DayOffset[] {
    let at = this.#zoned(from);
    const offsets: DayOffset[] = [{ from, offsetMs: at.offsetNanoseconds / NS_PER_MS }];
    for (;;) {
      const next = at.getTimeZoneTransition('next');
      if (next === null || next.epochMilliseconds >= to) return offsets;
      offsets.push({ from: next.epochMilliseconds, offsetMs: next.offsetNanoseconds / NS_PER_MS });
      at = next;
    }
  }

  #zoned(at: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(this.timeZone);
  }
}

/** The date of a number of days since 1970-01-01: `2026-03-02`. */
export function dayName(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function systemTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
