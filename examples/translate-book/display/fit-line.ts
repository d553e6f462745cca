const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a terminal shows two columns wide: most of East Asian writing, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const CONTROL = /\p{Cc}+/gu;

/** Cuts a line to a width, so that it never wraps: a wrapped line would spoil the redrawing. */
export function fitLine(line: string, columns: number): string {
  // Names of files and words of providers are not trusted to be free of escape codes.
  const clean = line.replaceAll(CONTROL, ' ');
  let width = 0;
  let fitting = '';
  for (const { segment } of graphemes.segment(clean)) {
    width += WIDE.test(segment) ? 2 : 1;
    if (width > columns) return `${withoutLast(fitting)}…`;
    fitting += segment;
  }
  return fitting;
}

function withoutLast(text: string): string {
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return parts.slice(0, -1).join('');
}
