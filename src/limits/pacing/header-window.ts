import type { RateLimitReading } from '../../core/rate-limits.js';
import { FixedWindow } from './fixed-window.js';
import { LeakyBucket } from './leaky-bucket.js';
import type { RateWindow, RateWindowState } from './rate-window.js';
import { bucketSpan, commonSpan, windowOfSpan, type WindowSpan } from './window-span.js';

/** What a limit's headers are read with. */
export interface ReadingContext {
  readonly now: number;
  /** What was sent since the request that this is the answer to: the provider may have counted it already, or not. */
  readonly sentSince: number;
}

/** A refusal in spite of what the headers said. */
export interface Refused {
  readonly amount: number;
  readonly now: number;
  /** When the provider says that it passes. */
  readonly until: number | undefined;
}

/** A limit without a word of its window is one of a minute. */
const USUAL_WINDOW_MS = 60_000;

/** Each good answer makes a margin that a lie brought smaller by this factor. */
const MARGIN_DECAY = 0.9;

/**
 * A limit that is known from headers alone: how much there is, how much is left, and when it comes back. Whether it
 * comes back evenly (the stated reset moves with what is used) or all at one turn is told from several answers; in
 * doubt it is the turn, which asks for nothing too early.
 */
export class HeaderWindow implements RateWindow {
  limit: number;
  #windowMs: number | undefined;
  readonly #fixed: FixedWindow;
  #bucket: LeakyBucket | undefined;
  #span: WindowSpan | undefined;
  /** Answers have shown that it is no bucket. */
  #turns = false;
  /** Kept free since a request was refused for which there should have been room. */
  #margin = 0;
  /** The turn that was stated last; without one it is guessed from the first use on. */
  #statedTurn: number | undefined;
  /** Where none is stated: when more was left than before, by which time it had turned. */
  #seenTurn: number | undefined;
  /** A turn that a refusal said need not be waited for, when it said so, and what it said instead. */
  #doubted: { readonly turnsAt: number; readonly at: number; readonly until: number } | undefined;

  constructor(limit: number, windowMs: number | undefined) {
    this.limit = limit;
    this.#windowMs = windowMs;
    this.#fixed = new FixedWindow(limit, {
      next: (now) => now + (this.windowMs ?? USUAL_WINDOW_MS),
    });
  }

  /** The length of its window, as far as it is known, in ms. */
  get windowMs(): number | undefined {
    return this.#bucket?.windowMs ?? this.#windowMs;
  }

  /** Whether it is but a guess that it turns, and when. */
  get isGuess(): boolean {
    return this.#statedTurn === undefined && this.#bucket === undefined;
  }

  fitsAt(amount: number, now: number): number {
    if (amount > this.limit) return Number.POSITIVE_INFINITY;
    const wanted = Math.min(this.limit, amount + this.#margin);
    return (this.#bucket ?? this.#fixed).fitsAt(wanted, now);
  }

  add(amount: number, now: number): void {
    this.#fixed.add(amount, now);
    this.#bucket?.add(amount, now);
  }

  used(now: number): number {
    return (this.#bucket ?? this.#fixed).used(now);
  }

  resetsAt(now: number): number | undefined {
    return (this.#bucket ?? this.#fixed).resetsAt(now);
  }

  state(now: number): RateWindowState {
    return (this.#bucket ?? this.#fixed).state(now);
  }

  /** Learns from the headers of an answer. */
  read(reading: RateLimitReading, { now, sentSince }: ReadingContext): void {
    if (reading.limit !== undefined) this.#resize(reading.limit, now);
    this.#margin = this.#margin < 0.01 * this.limit ? 0 : this.#margin * MARGIN_DECAY;
    if (reading.remaining === undefined) return;
    const told = this.limit - Math.min(this.limit, reading.remaining);
    if (reading.resetInMs === undefined) this.#assumeShape(told + sentSince, now);
    else this.#learnShape(reading, { told, now });
    this.#correctFixed(reading, { told, now, sentSince });
    this.#correctBucket(reading, { told, now, sentSince });
  }

  /** A request was refused, whatever the headers said: all is used up, until a stated time where there is one. */
  refuse({ amount, now, until }: Refused): void {
    if (this.fitsAt(amount, now) <= now) {
      this.#margin = Math.min(this.limit / 2, Math.max(amount, 2 * this.#margin));
    }
    if (until === undefined && this.#statedTurn === undefined) {
      // What was taken for a bucket refuses in spite of that.
      this.#turns = true;
      this.#bucket = undefined;
    }
    const turnsAt = this.#soonerThanStated(until, now) ?? this.#guessTurn(now);
    // Without any time it is up to the gate to find out.
    this.#fixed.correct({ used: turnsAt === undefined ? 0 : this.limit, turnsAt });
    if (this.#bucket === undefined || until === undefined) return;
    // By then it has leaked so far that this one fits.
    const leak = ((until - now) * this.limit) / this.#bucket.windowMs;
    this.#bucket.correct(Math.max(this.#bucket.used(now), this.limit - amount + leak), now);
  }

  /**
   * When a refusal says that it passes. It is believed more than the headers beside it, which may tell when all has come
   * back; but where it proves too short, and nothing came back meanwhile, they were right. A reset that moves on with the
   * clock is no turn, but a bucket that somebody keeps full: the next refusal is believed like the first.
   */
  #soonerThanStated(until: number | undefined, now: number): number | undefined {
    const stated = this.#statedTurn;
    if (until === undefined || stated === undefined || until >= stated - SAME_TURN_MS) return until;
    const doubted = this.#doubted;
    // Who was under way together with the first has proved nothing.
    if (doubted !== undefined && now < doubted.until) return until;
    this.#doubted = { turnsAt: stated, at: now, until };
    if (doubted === undefined) return until;
    const toleranceMs = Math.min(SAME_TURN_MS, (now - doubted.at) / 2);
    return Math.abs(stated - doubted.turnsAt) <= toleranceMs ? stated : until;
  }

  /** Goes on from a state. */
  restore(state: RateWindowState, now: number): void {
    if (state.type === 'fixed') this.#fixed.restore(state, now);
    if (state.type !== 'bucket' || this.#windowMs === undefined) return;
    this.#bucket = this.#newBucket(this.#windowMs, { level: state.level, now: state.at });
  }

  #resize(limit: number, now: number): void {
    if (limit === this.limit) return;
    this.limit = limit;
    this.#fixed.limit = limit;
    this.#span = undefined;
    if (this.#bucket !== undefined)
      this.#bucket = this.#newBucket(this.#bucket.windowMs, { level: this.#bucket.used(now), now });
  }

  #newBucket(windowMs: number, start: { readonly level: number; readonly now: number }): LeakyBucket {
    const share = Math.min(RESERVED_SHARE, RESERVED_MS / windowMs);
    const bucket = new LeakyBucket(this.limit, windowMs, Math.min(RESERVED_AMOUNT, this.limit * share));
    bucket.correct(start.level, start.now);
    return bucket;
  }

  #guessTurn(now: number): number | undefined {
    if (this.#statedTurn !== undefined) return this.#fixed.resetsAt(now);
    if (this.#seenTurn === undefined) return undefined;
    const windowMs = this.#windowMs ?? USUAL_WINDOW_MS;
    return this.#seenTurn + Math.ceil((now - this.#seenTurn) / windowMs) * windowMs;
  }

  #assumeShape(level: number, now: number): void {
    if (this.#bucket !== undefined || this.#turns || this.#statedTurn !== undefined) return;
    this.#bucket = this.#newBucket(this.#windowMs ?? USUAL_WINDOW_MS, { level, now });
  }

  #learnShape(reading: RateLimitReading, { told, now }: { readonly told: number; readonly now: number }): void {
    const span = bucketSpan(reading, { told, limit: this.limit });
    if (span === undefined) return;
    const common = this.#span === undefined ? span : commonSpan(this.#span, span);
    this.#span = common ?? span;
    if (common === undefined) {
      // The reset does not move with what is used: it is a turn.
      this.#bucket = undefined;
      this.#turns = true;
      return;
    }
    const windowMs = windowOfSpan(common, reading.windowMs ?? this.#windowMs);
    if (windowMs === undefined || this.#bucket?.windowMs === windowMs) return;
    this.#bucket = this.#newBucket(windowMs, { level: told, now });
    this.#turns = false;
  }

  #correctFixed(reading: RateLimitReading, { told, now, sentSince }: ReadingContext & { readonly told: number }): void {
    const { resetInMs } = reading;
    const before = this.#fixed.state(now);
    if (before.type !== 'fixed') return;
    const used = Math.min(told + sentSince, Math.max(told, before.used));
    if (resetInMs === undefined || resetInMs <= 0) {
      const hasTurned = resetInMs === undefined && this.#turns && 2 * used < before.used;
      if (hasTurned) this.#seenTurn = now;
      this.#fixed.correct({ used, turnsAt: hasTurned ? now + (this.#windowMs ?? USUAL_WINDOW_MS) : before.turnsAt });
      return;
    }
    const stated = now + resetInMs;
    const last = this.#statedTurn;
    // The same turn, stated by an answer that took longer, seems later.
    const isSame = this.#turns && last !== undefined && last > now && Math.abs(stated - last) < SAME_TURN_MS;
    this.#statedTurn = isSame ? Math.min(stated, last) : stated;
    this.#fixed.correct({ used, turnsAt: this.#statedTurn });
  }

  #correctBucket(
    reading: RateLimitReading,
    { told, now, sentSince }: ReadingContext & { readonly told: number },
  ): void {
    const bucket = this.#bucket;
    if (bucket === undefined) return;
    const byReset = ((reading.resetInMs ?? 0) * this.limit) / bucket.windowMs;
    // Refusals that count may fill it beyond its brim, which only the reset tells.
    const least = reading.remaining === 0 ? Math.max(told, byReset) : told;
    bucket.correct(Math.min(least + sentSince, Math.max(least, bucket.used(now))), now);
  }
}

const SAME_TURN_MS = 5_000;
const RESERVED_AMOUNT = 500;
const RESERVED_SHARE = 0.02;
/** Arrivals scatter by the network's delays, however long the window is: 2 % of a day would withhold its last request. */
const RESERVED_MS = 1_200;
