// A fixed locale: the order of chapters must not depend on whose machine it is.
const collator = new Intl.Collator('en', { numeric: true });

/** Compares names as people number them: `chapter-2` before `chapter-10`. */
export function compareNaturally(left: string, right: string): number {
  // Names that differ in case or zeros only still need one order, the same on every run.
  return collator.compare(left, right) || (left < right ? -1 : left > right ? 1 : 0);
}
