/** How many of the latest answers and refusals are remembered. */
const MOST_REMEMBERED = 64;

/** After so many closings that a first probe ended, it is the server's manner; */
const FEWEST_BRIEF = 2;
/** where so many requests were answered meanwhile, after one. */
const MANY_ANSWERS = 16;

/** For so long after the last of them, in ms. */
const MEMORY_MS = 900_000;

/** Fewer refusals in a row may be chance, whatever their share. */
const SHORTEST_RUN = 5;

/** A run that is as unlikely as this by the share of refusals before it is no chance. */
const UNLIKELY = 1e-4;

/** What is thought of a server before anything is known: two of eight refused. */
const PRIOR = { refused: 2, all: 8 } as const;

/** A request: when it was sent, how many others were under way then, and what became of it. */
export interface SentAmong {
  readonly sentAt: number;
  readonly beside: number;
  /** Among those that are under way; -1 when it is over. */
  place: number;
  end: 'none' | 'answer' | 'refusal';
  tookMs: number;
}

/**
 * Whether a model's lack of capacity concerns single requests only: some servers refuse a random share and answer all
 * others at once, at any load. Time is monotonic, in ms.
 */
export class Singles {
  /** In no order. */
  readonly #underWay: SentAmong[] = [];
  readonly #outcomes: SentAmong[] = [];
  #brief = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  sent(at: number): SentAmong {
    const place = this.#underWay.length;
    const sent: SentAmong = { sentAt: at, beside: place, place, end: 'none', tookMs: 0 };
    this.#underWay.push(sent);
    return sent;
  }

  /** What became of a request: its answer begins, or it is over, for want of capacity or not. */
  met(sent: SentAmong, what: 'answer' | 'refusal' | 'end', at: number): void {
    if (sent.place === -1) return;
    if (what !== 'answer') this.#leave(sent);
    if (what === 'end' || sent.end !== 'none') return;
    sent.end = what;
    sent.tookMs = at - sent.sentAt;
    this.#outcomes.push(sent);
    if (this.#outcomes.length > MOST_REMEMBERED) this.#outcomes.shift();
  }

  #leave(sent: SentAmong): void {
    const last = this.#underWay.pop();
    if (last !== undefined && last !== sent) {
      last.place = sent.place;
      this.#underWay[sent.place] = last;
    }
    sent.place = -1;
  }

  /** A gate opened after a moment. */
  openedSoon(at: number): void {
    this.#brief = at - this.#lastAt < MEMORY_MS ? this.#brief + 1 : 1;
    this.#lastAt = at;
  }

  /** Whether the latest refusal concerns nobody but who met it. */
  areAll(at: number): boolean {
    if (this.#brief === 0 || at - this.#lastAt >= MEMORY_MS) return false;
    const seen = this.#seen(at);
    const enough = seen.answers.length >= MANY_ANSWERS ? 1 : FEWEST_BRIEF;
    if (this.#brief < enough || isDown(seen) || isCrowdedBy(seen)) return false;
    // As long as they come, they are remembered.
    this.#lastAt = at;
    return true;
  }

  /** Whether only such are refused as come when more are under way than beside any that was let in: so many are too many. */
  isCrowded(at: number): boolean {
    return isCrowdedBy(this.#seen(at));
  }

  #seen(at: number): Seen {
    const refusals = this.#outcomes.filter(({ end }) => end === 'refusal');
    const answers = this.#outcomes.filter(({ end }) => end === 'answer');
    const knownAt = at - Math.max(0, ...refusals.map(({ tookMs }) => tookMs));
    const staying = this.#underWay.filter(({ sentAt, end }) => end === 'none' && sentAt < knownAt);
    return { refusals, answers, letIn: [...answers, ...staying] };
  }
}

/** What became of the latest requests. */
interface Seen {
  readonly refusals: readonly SentAmong[];
  readonly answers: readonly SentAmong[];
  /** What was answered, and what is under way for longer than a refusal takes. */
  readonly letIn: readonly SentAmong[];
}

function isCrowdedBy({ refusals, letIn }: Seen): boolean {
  const fewest = Math.min(...refusals.map(({ beside }) => beside));
  return fewest > Math.max(...letIn.map(({ beside }) => beside));
}

/** Whether all that was sent of late was refused, for longer than by chance, or more was refused than let in. */
function isDown({ refusals, letIn }: Seen): boolean {
  if (refusals.length > letIn.length) return true;
  const lastLetIn = Math.max(...letIn.map(({ sentAt }) => sentAt));
  const run = refusals.filter(({ sentAt }) => sentAt > lastLetIn).length;
  const before = refusals.length - run;
  const share = (before + PRIOR.refused) / (before + letIn.length + PRIOR.all);
  return run >= Math.max(SHORTEST_RUN, Math.log(UNLIKELY) / Math.log(share));
}
