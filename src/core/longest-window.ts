/**
 * No quota has a window longer than a year, in ms. What a provider states beyond it (10^12 seconds) ends whoever meets it
 * at once, as any wait that is too long; but it is a mistake, and no reason never to ask again.
 */
export const LONGEST_WINDOW_MS = 366 * 86_400_000;
