/**
 * How much a limit still admits. Amounts are requests or tokens; times are those of a {@link PaceClock}, in ms.
 */
export interface RateWindow {
  /** How much it admits in all. */
  readonly limit: number;
  /** When `amount` more fits: `now`, or later; `Infinity` for what is larger than the whole. */
  fitsAt(amount: number, now: number): number;
  /** Counts what is sent; a negative amount gives back what was counted too much. */
  add(amount: number, now: number): void;
  /** How much is used up. */
  used(now: number): number;
  /** When all that is used has come back, where that is known. */
  resetsAt(now: number): number | undefined;
  /** How it stands, as plain data. */
  state(now: number): RateWindowState;
}

/** How a window stands, as plain data; times are in epoch ms. */
export type RateWindowState =
  | { readonly type: 'rolling'; readonly entries: readonly (readonly [at: number, amount: number])[] }
  | { readonly type: 'fixed'; readonly used: number; readonly turnsAt: number | undefined }
  | { readonly type: 'bucket'; readonly level: number; readonly at: number };

/** The rounding of sums of fractions is no use. */
export const AMOUNT_TOLERANCE = 1e-6;
