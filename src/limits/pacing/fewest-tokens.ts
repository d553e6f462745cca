/** Letters of scripts that put no spaces between words. No token in use holds more than so many of them. */
const UNSPACED = /[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]/g;
const MOST_LETTERS_OF_A_TOKEN = 16;
const WORD = /\S+/g;

/**
 * How many tokens a text has at least, whatever the model: no tokenizer in use lets a token reach over more than one
 * word between spaces. A bound, not an estimate: an English text has about a third more.
 */
export function fewestTokens(text: string): number {
  let count = 0;
  // Counted without keeping the matches: texts may have megabytes.
  WORD.lastIndex = 0;
  while (WORD.exec(text) !== null) count += 1;
  let letters = 0;
  UNSPACED.lastIndex = 0;
  while (UNSPACED.exec(text) !== null) letters += 1;
  return Math.max(count, Math.floor(letters / MOST_LETTERS_OF_A_TOKEN));
}
