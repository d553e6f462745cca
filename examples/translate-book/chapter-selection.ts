/** Chapters by their place in the folder, counted from 1; both ends included. */
export interface ChapterRange {
  readonly first: number;
  readonly last: number;
}

const RANGE_TEXT = /^(\d{1,6})(?:-(\d{1,6}))?$/;

/**
 * Reads `3-7,9`.
 * @returns `undefined` where the text is no such list.
 */
export function parseChapterSelection(text: string): readonly ChapterRange[] | undefined {
  const ranges: ChapterRange[] = [];
  for (const part of text.split(',')) {
    const match = RANGE_TEXT.exec(part.trim());
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = match[2] === undefined ? first : Number(match[2]);
    if (first < 1 || last < first) return undefined;
    ranges.push({ first, last });
  }
  return ranges;
}

/** Those of the items that the ranges name, in their own order. */
export function selectChapters<Item>(items: readonly Item[], ranges: readonly ChapterRange[]): readonly Item[] {
  return items.filter((_, index) => ranges.some((range) => index + 1 >= range.first && index + 1 <= range.last));
}

/** Ranges that name a chapter which isn't there, as written. */
export function rangesBeyond(count: number, ranges: readonly ChapterRange[]): readonly string[] {
  return ranges
    .filter((range) => range.last > count)
    .map((range) => (range.first === range.last ? String(range.first) : `${range.first}-${range.last}`));
}
