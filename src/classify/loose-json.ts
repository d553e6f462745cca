/** How much of a text is read at most; errors are small, and reading must stay cheap. */
const MAX_CHARACTERS = 131_072;
const MAX_DEPTH = 24;

const WORDS: Readonly<Record<string, unknown>> = {
  true: true,
  false: false,
  null: null,
  True: true,
  False: false,
  None: null,
};
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const BARE_WORD = /[\w.+-]+/y;
// Python writes the line feeds of bytes as `\\n`, also between values: b'{\\n  "error": …'.
const SPACE = /(?:[\s,;]|\\[nrt])*/y;

/**
 * Reads what is nearly JSON: cut off, with raw line feeds in strings, stray commas, or as Python prints it
 * (`{'error': None}`). Reads as far as it can and never throws; linear in the length of the text.
 * @returns the value, or `undefined` where the text at `start` begins none.
 */
export function parseLooseJson(text: string, start = 0): unknown {
  const end = Math.min(text.length, start + MAX_CHARACTERS);
  let at = start;

  function skip(pattern: RegExp): string {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  }

  function readString(quote: string): string {
    at++;
    let result = '';
    let from = at;
    while (at < end) {
      const character = text[at];
      if (character === quote) break;
      if (character !== '\\') {
        at++;
        continue;
      }
      result += text.slice(from, at);
      const escape = text[at + 1] ?? '';
      if (escape === 'u') {
        const code = Number.parseInt(text.slice(at + 2, at + 6), 16);
        result += Number.isNaN(code) ? '' : String.fromCharCode(code);
        at += 6;
      } else {
        result += ESCAPES[escape] ?? escape;
        at += 2;
      }
      from = at;
    }
    result += text.slice(from, Math.min(at, end));
    at++;
    return result;
  }

  function readObject(depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    at++;
    while (at < end) {
      skip(SPACE);
      const character = text[at];
      if (character === '}') {
        at++;
        break;
      }
      if (character === ']' || character === undefined) break;
      const key = character === '"' || character === "'" ? readString(character) : skip(BARE_WORD);
      skip(SPACE);
      if (text[at] !== ':') {
        // Neither a key nor an end: step over it, so that every turn gets further.
        if (key === '') at++;
        continue;
      }
      at++;
      // defineProperty, so that a key '__proto__' stays a key.
      Object.defineProperty(result, key, {
        value: readValue(depth + 1),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return result;
  }

  function readArray(depth: number): unknown[] {
    const result: unknown[] = [];
    at++;
    while (at < end) {
      skip(SPACE);
      if (text[at] === ']') {
        at++;
        break;
      }
      if (text[at] === '}' || at >= end) break;
      const before = at;
      const value = readValue(depth + 1);
      if (at === before) at++;
      else result.push(value);
    }
    return result;
  }

  function readValue(depth: number): unknown {
    skip(SPACE);
    const character = text[at];
    if (character === undefined || at >= end || depth > MAX_DEPTH) {
      at = end;
      return undefined;
    }
    if (character === '{') return readObject(depth);
    if (character === '[') return readArray(depth);
    if (character === '"' || character === "'") return readString(character);
    const word = skip(BARE_WORD);
    if (Object.hasOwn(WORDS, word)) return WORDS[word];
    const number = Number(word);
    return word === '' ? undefined : Number.isNaN(number) ? word : number;
  }

  skip(SPACE);
  return text[at] === '{' || text[at] === '[' ? readValue(0) : undefined;
}
