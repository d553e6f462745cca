import type { AttemptRecord, EventSource, Usage } from 'llm-resilience';

/** What one model or one key cost. */
export interface Cost {
  readonly attempts: number;
  readonly successes: number;
  readonly failures: number;
  readonly aborted: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Answers whose tokens the provider did not tell: the sums above are without them. */
  readonly answersWithoutUsage: number;
}

/** What waiting cost. */
export interface WaitCost {
  readonly count: number;
  readonly totalMs: number;
}

/** The sums of a run. */
export interface Totals {
  readonly all: Cost;
  /** By `provider/model`. */
  readonly byModel: ReadonlyMap<string, Cost>;
  /** By `provider key`. */
  readonly byKey: ReadonlyMap<string, Cost>;
  readonly waits: WaitCost;
  readonly waitsByKind: ReadonlyMap<string, WaitCost>;
}

type Sums = { -readonly [Name in keyof Cost]: Cost[Name] };

const OUTCOME_FIELDS = { success: 'successes', failure: 'failures', aborted: 'aborted' } as const;

/** Adds up what a client tells: every attempt counts, the failed and the aborted ones too. */
export class Tally {
  readonly #all = emptySums();
  readonly #byModel = new Map<string, Sums>();
  readonly #byKey = new Map<string, Sums>();
  readonly #waitsByKind = new Map<string, WaitCost>();

  constructor(source: EventSource) {
    source.on('call-success', (event) => this.#addAttempts(event.attempts));
    source.on('call-failure', (event) => this.#addAttempts(event.attempts));
    source.on('attempt-success', (event) => {
      for (const sums of this.#sumsOf(event)) addUsage(sums, event.usage);
    });
    source.on('wait-end', (event) => {
      const { count, totalMs } = this.#waitsByKind.get(event.kind) ?? { count: 0, totalMs: 0 };
      this.#waitsByKind.set(event.kind, {
        count: count + 1,
        totalMs: totalMs + Math.max(0, event.at - event.startedAt),
      });
    });
  }

  totals(): Totals {
    const waits = [...this.#waitsByKind.values()];
    return {
      all: { ...this.#all },
      byModel: new Map(this.#byModel),
      byKey: new Map(this.#byKey),
      waits: {
        count: waits.reduce((sum, wait) => sum + wait.count, 0),
        totalMs: waits.reduce((sum, wait) => sum + wait.totalMs, 0),
      },
      waitsByKind: new Map(this.#waitsByKind),
    };
  }

  #addAttempts(attempts: readonly AttemptRecord[]): void {
    for (const attempt of attempts) {
      for (const sums of this.#sumsOf(attempt)) {
        sums.attempts += 1;
        sums[OUTCOME_FIELDS[attempt.outcome]] += 1;
      }
    }
  }

  #sumsOf(item: Pick<AttemptRecord, 'provider' | 'model' | 'keyId'>): readonly Sums[] {
    return [
      this.#all,
      sumsAt(this.#byModel, `${item.provider}/${item.model}`),
      sumsAt(this.#byKey, `${item.provider} ${item.keyId ?? '(no key)'}`),
    ];
  }
}

function emptySums(): Sums {
  return {
    attempts: 0,
    successes: 0,
    failures: 0,
    aborted: 0,
    inputTokens: 0,
    outputTokens: 0,
    answersWithoutUsage: 0,
  };
}

function sumsAt(sums: Map<string, Sums>, name: string): Sums {
  const known = sums.get(name) ?? emptySums();
  sums.set(name, known);
  return known;
}

function addUsage(sums: Sums, usage: Usage): void {
  if (usage.inputTokens === undefined && usage.outputTokens === undefined) sums.answersWithoutUsage += 1;
  sums.inputTokens += usage.inputTokens ?? 0;
  sums.outputTokens += usage.outputTokens ?? 0;
}
