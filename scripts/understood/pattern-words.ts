const MOST_PHRASES = 8;

/** The alternatives of a pattern that stand outside of all brackets. */
function alternatives(source: string): readonly string[] {
  const found = [''];
  let depth = 0;
  let inClass = false;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index] ?? '';
    const pair = character === '\\' ? source.slice(index, index + 2) : character;
    if (character === '[') inClass = true;
    if (character === ']') inClass = false;
    if (!inClass && character === '(') depth += 1;
    if (!inClass && character === ')') depth -= 1;
    if (pair === '|' && depth === 0 && !inClass) found.push('');
    else found[found.length - 1] = `${found.at(-1) ?? ''}${pair}`;
    if (pair.length === 2) index += 1;
  }
  return found;
}

/** One alternative, as people write it: what may be missing in brackets, what may stand between as dots. */
function phraseOf(alternative: string): string {
  let phrase = alternative
    .replaceAll(/\(\?<?[!=](?:[^()]|\([^()]*\))*\)/g, '')
    .replaceAll(/\\b|\^|\$/g, '')
    .replaceAll(/(?:\[[^\]]*\]|\.|\\[SswWdn]|\((?:\?:)?\[\^[^)]*\))(?:\{\d+,\d+\}\??|[*+]\??)/g, '…')
    .replaceAll(/\\d(?:\{[\d,]+\})?|\\d/g, '0')
    .replaceAll(/\[[^\]]*\]\??/g, ' ')
    .replaceAll(/\\([.()/+*?'|$[\]-])/g, '$1')
    .replaceAll('\\w', '…')
    .replaceAll('\\s', ' ');
  // Groups from the innermost outwards.
  for (let before = ''; before !== phrase;) {
    before = phrase;
    phrase = phrase.replace(
      /\(\?:([^()]*)\)(\?|\{\d+,\d+\}\??)?/,
      (_all, inner: string, optional: string | undefined) => {
        const words = inner.replaceAll('|', '/');
        return optional === undefined ? words : `[${words}]`;
      },
    );
  }
  return phrase
    .replaceAll(/([a-z ])\?/g, '[$1]')
    .replaceAll(/…(?:\s*…)+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** A pattern of a rule in words. */
export function patternWords(pattern: RegExp): string {
  const phrases = [...new Set(alternatives(pattern.source).map((alternative) => phraseOf(alternative)))];
  const shown = phrases.slice(0, MOST_PHRASES).map((phrase) => `“${phrase}”`);
  const rest = phrases.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
}
