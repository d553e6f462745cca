import type { BodyForm, Evidence, QuotaEvidence, StatedTime } from './evidence.js';
import { readNames, snakeNames } from './names.js';
import { pageWords, splitPage } from './page.js';
import { readStatusWords } from './status-words.js';

/** Patterns see so much of one message, from both of its ends, and so much of all of them together. */
const MESSAGE_HEAD = 3_072;
const MESSAGE_TAIL = 1_024;
const MAX_MESSAGES = 12;

/** Which of several names tells most, best first. */
export type CodeRank = 'reason' | 'code' | 'type' | 'status' | 'number' | 'errno';
const RANKS: readonly CodeRank[] = ['reason', 'code', 'type', 'status', 'number', 'errno'];

/** Where words come from: the provider's own say more than those of what an SDK threw around them. */
export type Origin = 'body' | 'thrown';

/** What somebody supposes, or tells the reader to look at: no statement of what happened. */
const GUESSES =
  /\b(?:this|it|which) (?:usually|often|typically|generally|probably|may|might|could) (?:indicates?|means?|be (?:caused|due|because))\b[^.\n]{0,120}|\bcheck\b[^.\n]{0,120}\b(?:to see if|whether)\b[^.\n]{0,120}/g;

/** Gathers {@link Evidence} piece by piece. */
export class EvidenceCollector {
  readonly headers = new Map<string, string>();
  readonly fields = new Set<string>();
  readonly finish = new Set<string>();
  readonly types = new Set<string>();
  readonly thrown = new Set<string>();
  readonly quotas: QuotaEvidence[] = [];
  readonly times: StatedTime[] = [];
  readonly lengths: { limit?: number; requested?: number } = {};
  body: BodyForm = 'none';
  readonly #codes = new Map<string, { readonly text: string; readonly rank: CodeRank }>();
  readonly #names = new Set<string>();
  readonly #messages: Record<Origin, string[]> = { body: [], thrown: [] };
  #responseStatus: number | undefined;
  #innerStatus: number | undefined;
  #statusText: string | undefined;

  /** The status of a response; the first one counts. */
  addResponseStatus(status: number): void {
    if (Number.isInteger(status) && status >= 100 && status <= 599) this.#responseStatus ??= status;
  }

  /** A status that the body or a message states; the first error counts. */
  addInnerStatus(status: number, least = 400): void {
    if (!Number.isInteger(status) || status < least || status > 599) return;
    // A gateway's 5xx around its upstream's refusal: "HTTP 503: [kiro/auto] [400]: …"
    const isGateways =
      [500, 502, 503].includes(this.#innerStatus ?? 0) && status > 399 && status < 500 && status !== 429;
    if (this.#innerStatus === undefined || isGateways) this.#innerStatus = status;
  }

  addThrown(name: string): void {
    this.thrown.add(name.toLowerCase());
    for (const form of snakeNames(name)) this.#names.add(form);
  }

  addStatusText(text: string): void {
    this.#statusText ??= text;
  }

  addCode(code: string | number, rank: CodeRank): void {
    const text = String(code).trim().slice(0, 200);
    const key = text.toLowerCase();
    if (key === '') return;
    // "LanguageModelService:RateLimitsExceeded", "com.amazon.coral.service#AccessDeniedException"
    const named = /[:#]([A-Z][A-Za-z]{2,60})$/.exec(text)?.[1];
    if (named !== undefined) for (const form of snakeNames(named)) this.#names.add(form);
    const known = this.#codes.get(key);
    if (known === undefined || RANKS.indexOf(rank) < RANKS.indexOf(known.rank)) this.#codes.set(key, { text, rank });
  }

  /** Adds words; a status in front of them is taken off. */
  addMessage(text: string, origin: Origin): void {
    const bounded = unwrapped(
      text.length <= MESSAGE_HEAD + MESSAGE_TAIL
        ? text
        : `${text.slice(0, MESSAGE_HEAD)}\n${text.slice(-MESSAGE_TAIL)}`,
    );
    const { words, page } = splitPage(bounded);
    for (const part of [words, page === '' ? '' : pageWords(page)]) if (part !== '') this.#addPart(part, origin);
  }

  #addPart(text: string, origin: Origin): void {
    const { status, words, place } = readStatusWords(text);
    if (status !== undefined) {
      // Only in words a redirection is one: in a body it is a code like any other.
      this.addInnerStatus(status, place === 'front' ? 300 : 400);
      if (status >= 500 && place === 'front') this.addInnerStatus(readStatusWords(words).status ?? 0);
      if (origin === 'body' && words !== '' && this.body === 'content' && /^\d{3} [a-z]/i.test(text))
        this.fields.add('status-prefix');
    }
    for (const name of readNames(text)) this.#names.add(name);
    if (/^[a-z]{4,20}(?:[_-][a-z]{3,20}){0,3}$/i.test(words)) this.#names.add(words.toLowerCase().replaceAll('-', '_'));
    this.#addWords(words, origin);
  }

  #addWords(words: string, origin: Origin): void {
    const list = this.#messages[origin];
    if (words !== '' && list.length < MAX_MESSAGES && !list.includes(words)) list.push(words);
  }

  /**
   * What an answer states counts inside a success, and inside a gateway's 500 or 502 where its upstream refused the request.
   * An upstream's 429 behind a 500 stays the gateway's fault: the limit is on the gateway's own key.
   */
  #status(): number | undefined {
    const [outer, inner] = [this.#responseStatus, this.#innerStatus];
    if (outer === undefined || outer < 300) return inner ?? outer;
    const refused = inner !== undefined && inner < 500 && inner !== 429;
    return refused && (outer === 500 || outer === 502) ? inner : outer;
  }

  evidence(): Evidence {
    const { body, thrown } = this.#messages;
    const codes = [...this.#codes.values()].sort((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank));
    return {
      status: this.#status(),
      responseStatus: this.#responseStatus ?? this.#innerStatus,
      headers: this.headers,
      body: this.body,
      fields: this.fields,
      codes: new Set([...this.#codes.keys(), ...this.types, ...this.#names]),
      types: this.types,
      thrown: this.thrown,
      finish: this.finish,
      quotas: this.quotas,
      times: this.times,
      lengths: this.lengths,
      text: [...body, ...thrown].join('\n').toLowerCase().replace(GUESSES, ''),
      message: (body.length > 0 ? body : thrown).slice(0, 3).join(': ') || (this.#statusText ?? ''),
      code: codes[0]?.text,
    };
  }
}

/** A sentence that a terminal has broken into lines, or put into a box, in one line again. */
function unwrapped(text: string): string {
  const plain = text.replace(/[│┃║╭╮╰╯─━]+/g, ' ').replace(/[ \t]{2,}/g, ' ');
  return plain.replace(/([a-z,]) ?\n ?(?=[a-z])/g, '$1 ');
}
