import type { CalendarReset } from '../../core/error-rule.js';
import type { ApiKey } from '../../core/keys.js';
import type { LimitOptions, RateLimits, RateMetric } from '../../core/rate-limits.js';
import { FixedWindow } from './fixed-window.js';
import type { PacedLimit } from './lane.js';
import type { PaceClock } from './pace-clock.js';
import { RollingWindow } from './rolling-window.js';

/** A window whose limit the options may change. */
type CountedWindow = RollingWindow | FixedWindow;
type CountedLimit = PacedLimit & { readonly window: CountedWindow };

const DAY_MS = 86_400_000;

/** What each figure counts, and in how long. */
const FIGURES: readonly (readonly [name: keyof RateLimits, metric: RateMetric, windowMs: number])[] = [
  ['requestsPerSecond', 'requests', 1_000],
  ['requestsPerMinute', 'requests', 60_000],
  ['requestsPerHour', 'requests', 3_600_000],
  ['requestsPerDay', 'requests', DAY_MS],
  ['tokensPerMinute', 'tokens', 60_000],
  ['tokensPerHour', 'tokens', 3_600_000],
  ['tokensPerDay', 'tokens', DAY_MS],
];

/** The limits of one provider that are known beforehand, and their counts. */
export class ConfiguredLimits {
  /** Those that come first win, figure by figure. */
  readonly #options: readonly LimitOptions[];
  readonly #clock: PaceClock;
  readonly #day: CalendarReset | undefined;
  readonly #counts: Map<string, CountedLimit>;

  constructor(init: {
    readonly options: readonly (LimitOptions | undefined)[];
    readonly clock: PaceClock;
    readonly day: CalendarReset | undefined;
    /** Those before: what they counted still counts. */
    readonly before?: ConfiguredLimits | undefined;
  }) {
    this.#counts = init.before === undefined ? new Map<string, CountedLimit>() : init.before.#counts;
    this.#options = init.options.filter((options) => options !== undefined);
    this.#clock = init.clock;
    this.#day = init.day;
  }

  /** The limits of a model with the keys of a project, with counts that they share with others. */
  of(model: string, key: ApiKey): readonly PacedLimit[] {
    const limits: PacedLimit[] = [];
    for (const [name, metric, windowMs] of FIGURES) {
      const figure = this.#figure(name, model, key);
      if (figure === undefined) continue;
      const scope = JSON.stringify([metric, windowMs, ...figure.scope]);
      let limit = this.#counts.get(scope);
      if (limit === undefined) {
        limit = { metric, source: 'configured', windowMs, window: this.#window(figure.limit, windowMs) };
        this.#counts.set(scope, limit);
      }
      limit.window.limit = figure.limit;
      limits.push(limit);
    }
    return limits;
  }

  #figure(
    name: keyof RateLimits,
    model: string,
    key: ApiKey,
  ): { readonly limit: number; readonly scope: readonly string[] } | undefined {
    for (const options of this.#options) {
      const project = ownOf(options.projects, key.project);
      const ofModel = ownOf(project?.models, model)?.[name] ?? ownOf(options.models, model)?.[name];
      if (ofModel !== undefined) return { limit: ofModel, scope: scopeOf(options, key, model) };
      const limit = project?.[name] ?? options[name];
      if (limit === undefined) continue;
      const isPerModel = (options.scope ?? 'project+model') === 'project+model';
      return { limit, scope: scopeOf(options, key, isPerModel ? model : undefined) };
    }
    return undefined;
  }

  #window(limit: number, windowMs: number): CountedWindow {
    const day = this.#day;
    if (windowMs !== DAY_MS || day === undefined) return new RollingWindow(limit, windowMs);
    const next = (now: number): number => this.#clock.fromDate(day(this.#clock.toDate(now)));
    return new FixedWindow(limit, { next });
  }
}

function scopeOf({ scope = 'project+model' }: LimitOptions, key: ApiKey, model: string | undefined): readonly string[] {
  const ofModel = model === undefined ? [] : ['model', model];
  switch (scope) {
    case 'project+model':
    case 'project':
      return ['project', key.account, key.project, ...ofModel];
    case 'account':
      return ['account', key.account, ...ofModel];
    case 'provider':
      return ['provider', ...ofModel];
    default:
      return scope satisfies never;
  }
}

function ownOf<Value>(record: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
