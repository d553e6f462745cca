/** What was stated while a scope was closed. */
export interface StatedWaits {
  /** The first wait, in ms. */
  readonly firstMs: number;
  /** How many were waited for in vain. */
  readonly tooShort: number;
}

/** The closings of a limit, the present one apart. */
interface Closings {
  readonly walls: readonly { readonly stated?: StatedWaits | undefined }[];
  readonly closed: { readonly stated?: StatedWaits | undefined } | undefined;
}

/** So many that were too short are no accident. */
const MOST_TOO_SHORT = 2;

/** Of these latest closings, the present one included: a provider that mends its statements is believed again. */
const LATEST_CLOSINGS = 4;

/**
 * A refusal came.
 * @param refusal.statedMs - the wait that it states
 * @param refusal.metStated - whether what had been stated before was waited for
 */
export function noteStated(
  stated: StatedWaits | undefined,
  refusal: { readonly statedMs: number | undefined; readonly metStated: boolean },
): StatedWaits | undefined {
  const { statedMs, metStated } = refusal;
  if (stated === undefined) return statedMs === undefined ? undefined : { firstMs: statedMs, tooShort: 0 };
  // Where others used up a whole new window, it states a longer wait than before, and the last one was right.
  const wasTooShort = metStated && (statedMs ?? 0) <= stated.firstMs;
  return wasTooShort ? { ...stated, tooShort: stated.tooShort + 1 } : stated;
}

/** Whether the waits that a limit states are known to be too short: what was learnt is better then. */
export function areTooShort({ walls, closed }: Closings): boolean {
  const latest = [...walls.slice(1 - LATEST_CLOSINGS), ...(closed === undefined ? [] : [closed])];
  return latest.reduce((sum, { stated }) => sum + (stated?.tooShort ?? 0), 0) >= MOST_TOO_SHORT;
}
