/** What servers and clients write for a status, as patterns: https://www.rfc-editor.org/rfc/rfc9110#section-15 */
const PHRASES: readonly (readonly [status: number, phrase: string])[] = [
  [400, 'bad request'],
  [401, 'unauthorized'],
  [402, 'payment required'],
  [403, 'forbidden'],
  [404, 'not found'],
  [405, 'method not allowed'],
  [408, 'request timeout'],
  [409, 'conflict'],
  [410, 'gone'],
  [413, '(?:payload|content|request entity) too large'],
  [422, 'unprocessable (?:entity|content)'],
  [429, 'too many requests'],
  [500, 'internal server error'],
  [501, 'not implemented'],
  [502, 'bad gateway'],
  [503, 'service unavailable'],
  [504, 'gateway time-?out'],
];

const REASON = `(?:${PHRASES.map(([, phrase]) => phrase).join('|')}`;

const REASON_PHRASE = `${REASON}|error)`;

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

/** Statuses that are in use: other numbers of three digits are amounts more often. */
const KNOWN = '(4(?:0[0-9]|1[0-9]|2[2-69]|31|51|99)|5(?:0[0-7]|2[0-9]|3[0-9]|9[89]))';

/** The same at another place of a text: only the status is read. */
const STATUS_INSIDE: readonly RegExp[] = [
  // "… failed with status code 402", "errorCode=429", "returned HTTP 503: …", "Upstream error 429", "Bad Request (400): …"
  new RegExp(
    `(?:status(?:[ _]?(?:code|text))?|(?:\\b|_)(?:(?:error|response|http)?[ _]?code|error|exception|http(?:error)?|returned|received|responded|rejected|failed|${PHRASES.map(([, phrase]) => phrase).join('|')}))['"]?(?: (?:of|is|was|with|http|status|code|error|response)){0,3}[ :=(]{1,3}['"]?${KNOWN}(?=$|[\\s:.,;)}'"-])(?! ?(?:tokens?|characters|chars|bytes|requests|items|times|ms|s(?:ec(?:onds)?)?)\\b)`,
    'i',
  ),
  // "api调用失败403"
  new RegExp(`(?:失败|错误|状态码?|返回)[码 :：(（]{0,3}${KNOWN}(?!\\d)`),
  // "<400> InternalError.Algo.InvalidParameter: …"
  /(?:^|\s)<([45]\d\d)> [a-z]/i,
  // "Client error '429 Too Many Requests' for url …", "API error 503 Service Unavailable: …"
  new RegExp(`\\b([45]\\d\\d):? ${REASON}|overloaded)`, 'i'),
  // urllib3: "Max retries exceeded with url: … (Caused by ResponseError('too many 429 error responses'))"
  /\btoo many ([45]\d\d) error responses\b/i,
  // Ollama's registry: "pull model manifest: 412: The model you are attempting to pull requires a newer version …"
  /\bmanifest: ([45]\d\d):/i,
  // The title of a gateway's page: "api.example.com | 524: A timeout occurred"
  /\| ([45]\d\d): [a-z]/i,
  // Behind whoever hands it on: "Invalid argument provided to Gemini: 400 Request contains an invalid argument."
  new RegExp(
    `(?<!(?:limit|used|requested|current|tokens?|size|length|count|total|max)['"]?): ${KNOWN}(?= (?:[A-Z*(]|- )|$)`,
  ),
];

/** A status that words begin with or name. */
export interface StatusWords {
  readonly status: number | undefined;
  /** The words without a status in front of them. */
  readonly words: string;
  /** Where the status stood. */
  readonly place: 'front' | 'inside' | 'nowhere';
}

/** Reads the status that a text names. */
export function readStatusWords(text: string): StatusWords {
  const trimmed = text.trim();
  for (const form of STATUS_FORMS) {
    const found = form.exec(trimmed);
    if (found === null) continue;
    return {
      status: found[1] === undefined ? undefined : Number(found[1]),
      words: trimmed.slice(found[0].length).trim(),
      place: 'front',
    };
  }
  for (const form of STATUS_INSIDE) {
    const found = form.exec(trimmed);
    if (found !== null) return { status: Number(found[1]), words: trimmed, place: 'inside' };
  }
  // Clients write nothing else where a body says nothing: "Not Found: {…}", "API request failed: Payment Required".
  const segments = trimmed.length > 400 ? [] : trimmed.split(/: ?| - |\n/);
  const alone = PHRASES.find(([, phrase]) =>
    segments.some((segment) => new RegExp(`^${phrase}\\.?$`, 'i').test(segment.trim())),
  );
  return { status: alone?.[0], words: trimmed, place: alone === undefined ? 'nowhere' : 'inside' };
}
