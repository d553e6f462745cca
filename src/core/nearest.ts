/** The name that a wrong one was probably meant to be; `undefined` where none is near. */
export function nearest(wrong: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(wrong.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** What an error says of a wrong name, behind its own words; empty where none is near. */
export function didYouMean(wrong: unknown, names: Iterable<string>): string {
  const near = typeof wrong === 'string' ? nearest(wrong, names) : undefined;
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

/** The same, which names all that are known where none is near. */
export function didYouMeanOr(wrong: unknown, known: readonly string[]): string {
  return didYouMean(wrong, known) || (known.length === 0 ? '' : `; known are ${known.join(', ')}`);
}

/** Up to `most` names that a wrong one may have been meant to be, the nearest first: near, or one within the other. */
export function nearestNames(wrong: string, names: Iterable<string>, most: number): readonly string[] {
  const sought = wrong.toLowerCase();
  const bound = Math.max(2, Math.floor(wrong.length / 3));
  const found: { readonly name: string; readonly distance: number }[] = [];
  for (const name of new Set(names)) {
    const candidate = name.toLowerCase();
    const distance = Math.min(
      editDistance(sought, candidate),
      // Names are mixed up word by word, too: gemini-flash-2.5.
      1 + editDistance(sortedWords(sought), sortedWords(candidate)),
      // A tag that was not asked for counts for nothing, another one for little: llama3.2:latest is llama3.2.
      (sought === bare(sought) ? 0 : 1) + editDistance(bare(sought), bare(candidate)),
    );
    if (distance <= bound || candidate.includes(sought) || sought.includes(candidate)) found.push({ name, distance });
  }
  found.sort((first, second) => first.distance - second.distance);
  return found.slice(0, most).map(({ name }) => name);
}

/** A name without the tag that Ollama and OpenRouter write behind it. */
function bare(name: string): string {
  return name.replace(/:[^:/]*$/, '');
}

function sortedWords(name: string): string {
  return name
    .split(/[-_:/@\s]+/)
    .sort()
    .join('-');
}

/** How many single-character changes make one text of the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + change,
      );
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
