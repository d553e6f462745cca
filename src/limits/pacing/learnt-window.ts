import type { RateMetric } from '../../core/rate-limits.js';
import { FixedWindow } from './fixed-window.js';
import type { RateWindow, RateWindowState } from './rate-window.js';
import { RollingWindow } from './rolling-window.js';

/** What a refusal told of a limit. */
export interface ToldLimit {
  readonly metric: RateMetric;
  readonly limit: number;
  readonly windowMs: number;
  /** When it said that the window turns. */
  readonly turnsAt: number | undefined;
}

/** Windows of `windowMs`, one of which turns at `turnsAt`. */
export function gridWindow(grid: {
  readonly limit: number;
  readonly windowMs: number;
  readonly turnsAt: number;
}): FixedWindow {
  const { limit, windowMs, turnsAt } = grid;
  const next = (now: number): number => turnsAt + (Math.floor((now - turnsAt) / windowMs) + 1) * windowMs;
  return new FixedWindow(limit, { turnsAt, next });
}

/**
 * A limit that a refusal told: so much in so long. First it is taken for windows that turn at the stated time; when it
 * is refused again with room left, for the strictest there is. Where it was told for another project alone, it is
 * tried out once before anybody waits for it.
 */
export class LearntWindow implements RateWindow {
  readonly windowMs: number;
  limit: number;
  #window: FixedWindow | RollingWindow;
  #standing: 'told' | 'assumed' | 'on-trial';
  #closedUntil = Number.NEGATIVE_INFINITY;
  #surprises = 0;
  /** How many requests had been sent when it last refused. */
  #sentAtRefusal: number;

  constructor(
    told: ToldLimit,
    options: { readonly now: number; readonly standing: 'told' | 'assumed'; readonly sent: number },
  ) {
    const { limit, windowMs, turnsAt } = told;
    this.limit = limit;
    this.windowMs = windowMs;
    this.#standing = options.standing;
    this.#sentAtRefusal = options.standing === 'told' ? options.sent : 0;
    this.#window =
      turnsAt === undefined ? new RollingWindow(limit, windowMs) : gridWindow({ limit, windowMs, turnsAt });
    if (options.standing === 'told') this.#window.add(limit, options.now);
  }

  /** Whether the next request beyond it finds out if it holds here, too. */
  isTrial(amount: number, now: number): boolean {
    return this.#standing === 'assumed' && this.#window.used(now) + amount > this.limit;
  }

  startTrial(): void {
    this.#standing = 'on-trial';
  }

  /** The trial found nothing out. */
  endTrial(): void {
    if (this.#standing === 'on-trial') this.#standing = 'assumed';
  }

  fitsAt(amount: number, now: number): number {
    return this.isTrial(amount, now) ? now : Math.max(this.#closedUntil, this.#window.fitsAt(amount, now));
  }

  add(amount: number, now: number): void {
    this.#window.add(amount, now);
  }

  used(now: number): number {
    return this.#window.used(now);
  }

  resetsAt(now: number): number | undefined {
    return this.#window.resetsAt(now);
  }

  state(now: number): RateWindowState {
    return this.#window.state(now);
  }

  /**
   * A request was refused by it; it is among those that were sent.
   * @param moment.sentBefore - how many had been sent with it
   * @param moment.sent - and how many by now
   */
  refuse(told: ToldLimit, moment: { readonly now: number; readonly sentBefore: number; readonly sent: number }): void {
    const { limit, windowMs, turnsAt } = told;
    const { now, sentBefore, sent } = moment;
    // Several that were under way together are refused together, and that is no surprise.
    if (sentBefore > this.#sentAtRefusal) {
      // Somebody else uses the same project, or the window turns at no such time.
      const hadRoom = this.#standing === 'told' && this.#window.used(now) <= this.limit;
      this.#surprises = hadRoom ? this.#surprises + 1 : 0;
    }
    this.#sentAtRefusal = sent;
    this.#standing = 'told';
    this.limit = limit;
    this.#window.limit = limit;
    this.#closedUntil = turnsAt ?? now + windowMs / limit;
    if (this.#window instanceof RollingWindow) return;
    if (turnsAt === undefined || this.#surprises >= MOST_SURPRISES) {
      const used = Math.min(limit, this.#window.used(now));
      this.#window = new RollingWindow(limit, windowMs);
      this.#window.add(used, now);
      return;
    }
    this.#window = gridWindow({ limit, windowMs, turnsAt });
    this.#window.add(limit, now);
  }
}

/** After so many refusals in a row for which there should have been room, its windows are taken for rolling ones. */
const MOST_SURPRISES = 2;
