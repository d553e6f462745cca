import type { Clock } from '../../core/clock.js';
import type { ChangedGate } from './gate-environment.js';
import type { GateInit } from './gate-record.js';
import { Pulse } from './pulse.js';
import { Singles, type SentAmong } from './singles.js';
import { remember } from '../remember.js';
import { scopeKey, type Target } from '../target.js';

/** A lack of capacity this soon after the last one may be the work of those who were released. */
const RELAPSE_MS = 60_000;

/** Beyond these the oldest is forgotten. */
const MOST_MODELS = 500;

/** Of one model. */
interface Known {
  readonly pulse: Pulse;
  readonly singles: Singles;
}

/** How a gate opened, and when. */
type Opening = Pick<ChangedGate, 'ratePerMs' | 'isBrief'> & { readonly at: number };

/** What is known of how much each model of each provider can bear. */
export class Loads {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #known = new Map<string, Known>();
  /** What was asked for last: nearly always what is asked for next. */
  #last: { readonly provider: string; readonly model: string; readonly known: Known } | undefined;
  /** When a gate opened last, and at which pace it released. */
  readonly #openings = new Map<string, Opening>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** A request was answered, so long after it was sent, in ms. */
  answered(target: Target, tookMs: number): void {
    this.#knownOf(target).pulse.answered(this.#clock.elapsed(), tookMs);
  }

  /** @returns whether it is down, as far as can be told */
  failed(target: Target): boolean {
    return this.#knownOf(target).pulse.failed(this.#clock.elapsed());
  }

  /** A request is sent. */
  sent(target: Target): SentAmong {
    return this.#knownOf(target).singles.sent(this.#clock.elapsed());
  }

  /** What became of it. */
  met(target: Target, sent: SentAmong, what: 'answer' | 'refusal' | 'end'): void {
    this.#knownOf(target).singles.met(sent, what, this.#clock.elapsed());
  }

  /** Whether a lack of capacity concerns single requests only. */
  areSingles(target: Target): boolean {
    return this.#knownOf(target).singles.areAll(this.#clock.elapsed());
  }

  /** A gate opened. */
  opened(gate: ChangedGate): void {
    const at = this.#clock.elapsed();
    const { id, ratePerMs, isBrief, isShared, closing } = gate;
    remember(this.#openings, { key: id, value: { at, ratePerMs, isBrief }, most: MOST_MODELS });
    if (isBrief && isShared) this.#knownOf(closing.target).singles.openedSoon(at);
  }

  isRelapse(target: Target): boolean {
    const id = scopeKey('model', 'load', target);
    const opening = id === undefined ? undefined : this.#openings.get(id);
    if (!this.#isSoonAfter(opening)) return false;
    return !opening.isBrief || this.#knownOf(target).singles.isCrowded(this.#clock.elapsed());
  }

  #isSoonAfter(opening: Opening | undefined): opening is Opening {
    return opening !== undefined && this.#clock.elapsed() - opening.at < RELAPSE_MS;
  }

  /** What is known of the server of a gate that closes now. */
  knownOf(id: string, target: Target): Pick<GateInit, 'ratePerMs' | 'slowestAnswerMs'> {
    const ratePerMs = this.#rateAfter(id, target);
    // Where the pace of before is not known, nobody may follow a probe.
    return ratePerMs === undefined ? {} : { ratePerMs, slowestAnswerMs: this.#knownOf(target).pulse.slowestAnswerMs };
  }

  /** How many requests a ms it may release: as many as were answered before, half after a relapse. */
  #rateAfter(id: string, target: Target): number | undefined {
    const measured = this.#knownOf(target).pulse.ratePerMs;
    const opening = this.#openings.get(id);
    const opened = opening?.ratePerMs;
    if (opened === undefined || !this.#isSoonAfter(opening)) return measured;
    // What was measured while it was held back, is what it was held to.
    return opening.isBrief ? Math.max(opened, measured ?? 0) : opened / 2;
  }

  /** For how long a model was worked with before it went down, in ms, as far as that is known. */
  workedMs(target: Target): number {
    return this.#knownOf(target).pulse.ageMs(this.#clock.elapsed());
  }

  #knownOf({ provider, model }: Target): Known {
    if (this.#last?.model === model && this.#last.provider === provider) return this.#last.known;
    const name = `${provider}/${model}`;
    let known = this.#known.get(name);
    if (known === undefined) {
      known = { pulse: new Pulse(), singles: new Singles() };
      remember(this.#known, { key: name, value: known, most: MOST_MODELS });
    }
    this.#last = { provider, model, known };
    return known;
  }
}
