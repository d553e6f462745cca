import type { Clock } from '../../core/clock.js';
import type { GateInit } from './gate-record.js';
import { Pulse } from './pulse.js';
import { remember } from '../remember.js';
import { scopeKey, type Target } from '../target.js';

/** A lack of capacity this soon after the last one may be the work of those who were released. */
const RELAPSE_MS = 60_000;

/** Beyond these the oldest is forgotten. */
const MOST_MODELS = 500;

/** What is known of how much each model of each provider can bear. */
export class Loads {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #pulses = new Map<string, Pulse>();
  /** What was asked for last: nearly always what is asked for next. */
  #last: { readonly provider: string; readonly model: string; readonly pulse: Pulse } | undefined;
  /** When a gate opened last, and at which pace it released. */
  readonly #openings = new Map<string, { readonly at: number; readonly ratePerMs: number | undefined }>();

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** A request was answered, so long after it was sent, in ms. */
  answered(target: Target, tookMs: number): void {
    this.#pulseOf(target).answered(this.#clock.elapsed(), tookMs);
  }

  /** @returns whether it is down, as far as can be told */
  failed(target: Target): boolean {
    return this.#pulseOf(target).failed(this.#clock.elapsed());
  }

  /** A gate opened. */
  opened({ id, ratePerMs }: { readonly id: string; readonly ratePerMs: number | undefined }): void {
    remember(this.#openings, {
      key: id,
      value: { at: this.#clock.elapsed(), ratePerMs },
      most: MOST_MODELS,
    });
  }

  isRelapse(target: Target): boolean {
    const id = scopeKey('model', 'load', target);
    const opening = id === undefined ? undefined : this.#openings.get(id);
    return opening !== undefined && this.#clock.elapsed() - opening.at < RELAPSE_MS;
  }

  /** What is known of the server of a gate that closes now. */
  knownOf(id: string, target: Target): Pick<GateInit, 'ratePerMs' | 'slowestAnswerMs'> {
    const ratePerMs = this.#rateAfter(id, target);
    // Where the pace of before is not known, nobody may follow a probe.
    return ratePerMs === undefined ? {} : { ratePerMs, slowestAnswerMs: this.#pulseOf(target).slowestAnswerMs };
  }

  /** How many requests a ms it may release: as many as were answered before, half after a relapse. */
  #rateAfter(id: string, target: Target): number | undefined {
    const measured = this.#pulseOf(target).ratePerMs;
    const opening = this.#openings.get(id);
    if (opening?.ratePerMs === undefined || !this.isRelapse(target)) return measured;
    return opening.ratePerMs / 2;
  }

  /** For how long a model was worked with before it went down, in ms, as far as that is known. */
  workedMs(target: Target): number {
    return this.#pulseOf(target).ageMs(this.#clock.elapsed());
  }

  #pulseOf({ provider, model }: Target): Pulse {
    if (this.#last?.model === model && this.#last.provider === provider) return this.#last.pulse;
    const name = `${provider}/${model}`;
    let pulse = this.#pulses.get(name);
    if (pulse === undefined) {
      pulse = new Pulse();
      remember(this.#pulses, { key: name, value: pulse, most: MOST_MODELS });
    }
    this.#last = { provider, model, pulse };
    return pulse;
  }
}
