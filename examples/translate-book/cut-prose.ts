/** Lines that mean something to Markdown: quotations, lists, rows of a table. They are cut at line ends only. */
const STRUCTURED_LINE = /^\s*(?:[>|*+-]|\d+[.)]\s)/m;

type Cutter = (text: string) => readonly string[];

/** Cuts a paragraph that is longer than `maxChars`: between sentences, else words, else characters. */
export function cutProse(
  text: string,
  options: { readonly maxChars: number; readonly language: string },
): readonly string[] {
  const byLine: Cutter = (part) => part.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const cutters: readonly Cutter[] = [
    ...(STRUCTURED_LINE.test(text) ? [byLine] : []),
    segmentBy('sentence', options.language),
    segmentBy('word', options.language),
    segmentBy('grapheme', options.language),
  ];
  return pack(text, options.maxChars, cutters);
}

function segmentBy(granularity: 'sentence' | 'word' | 'grapheme', language: string): Cutter {
  const segmenter = new Intl.Segmenter(language, { granularity });
  return (text) => Array.from(segmenter.segment(text), (part) => part.segment);
}

/** As many parts together as the bound allows; a part that alone is too long is cut by the next finer cutter. */
function pack(text: string, maxChars: number, cutters: readonly Cutter[]): readonly string[] {
  const [cut, ...finer] = cutters;
  if (text.trim().length <= maxChars || cut === undefined) return [text];
  const packed: string[] = [];
  let open = '';
  for (const part of cut(text)) {
    if (open !== '' && (open + part).trim().length > maxChars) {
      packed.push(open);
      open = '';
    }
    if (part.trim().length > maxChars) packed.push(...pack(part, maxChars, finer));
    else open += part;
  }
  return open === '' ? packed : [...packed, open];
}
