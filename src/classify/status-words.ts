const REASON_PHRASE =
  '(?:bad request|unauthorized|payment required|forbidden|not found|method not allowed|request timeout|conflict|gone|' +
  '(?:payload|content|request entity) too large|unprocessable (?:entity|content)|too many requests|internal server error|' +
  'not implemented|bad gateway|service unavailable|gateway time-?out|error)';

/** Where a text names a status in a form of its own. A bare number amid words is none. */
const STATUS_FORMS: readonly RegExp[] = [
  // "429 …", "HTTP 429: …", "Error code: 429 - …", "503 Service Unavailable: …"
  new RegExp(
    `^(?:(?:http(?:/[\\d.]+)?|(?:api |http |server )?error(?: code)?|status(?: code)?)[: ]{1,2})?\\(?([2-5]\\d\\d)\\)?(?:,? ${REASON_PHRASE})?(?=$|[\\s:;,.<{["'-])[:;,.\\s-]*`,
    'i',
  ),
  // "got status: 429 Too Many Requests. …"
  new RegExp(`^got status: ?([2-5]\\d\\d)?(?: ?${REASON_PHRASE})?[:.\\s]*`, 'i'),
  // "…: [429 Too Many Requests] …", "[429 ]"
  /^.{0,400}?\[([45]\d\d)(?: [a-z' -]{0,40})?\]\s*/i,
];

/** The same at another place of a text: only the status is read. */
const STATUS_INSIDE: readonly RegExp[] = [
  /\b(?:status code|status_?code|http status|http code|error code|api error|http error)['"]?[ :=(]{1,3}([45]\d\d)\b/i,
  /\b(?:rejected|failed|returned|responded)(?: with)?(?: http)?(?: status)? \(?([45]\d\d)\)?(?=$|[\s:.,])/i,
  /\(status code: ([45]\d\d)\)/i,
];

/** A status that words begin with or name, and the words without it. */
export function readStatusWords(text: string): { readonly status: number | undefined; readonly words: string } {
  const trimmed = text.trim();
  for (const form of STATUS_FORMS) {
    const found = form.exec(trimmed);
    if (found === null) continue;
    return {
      status: found[1] === undefined ? undefined : Number(found[1]),
      words: trimmed.slice(found[0].length).trim(),
    };
  }
  for (const form of STATUS_INSIDE) {
    const found = form.exec(trimmed);
    if (found !== null) return { status: Number(found[1]), words: trimmed };
  }
  return { status: undefined, words: trimmed };
}
