import type { ApiKey } from '../../core/keys.js';
import { covers, type Target } from '../target.js';
import { likelyLengthMs } from './learn-turns.js';
import type { KnownLimit } from './limit-name.js';

interface FirstRun {
  readonly target: Target;
  readonly since: number;
  count: number;
}

/** How much was answered before a limit was met for the first time. */
export interface FirstRunSum {
  readonly count: number;
  /** Whether all of it is of one window, so that it tells how much the window admits. */
  readonly isOneWindow: boolean;
}

/** Of more targets nothing is counted. */
const MOST_FIRST_RUNS = 500;

/** What is answered within it before the first refusal belongs to one window, as far as nothing tells of its length. */
const SHORTEST_WINDOW_MS = 60_000;

/** Counts the requests that were answered where no limit is known yet. */
export class FirstRuns {
  /** By key and model. */
  readonly #runs = new Map<ApiKey, Map<string, FirstRun>>();
  #size = 0;

  /** A request was answered. */
  note(target: Target, now: number): void {
    const name = `${target.provider}/${target.model}`;
    const byModel = this.#runs.get(target.key);
    const run = byModel?.get(name);
    if (run !== undefined) {
      run.count += 1;
      return;
    }
    if (this.#size >= MOST_FIRST_RUNS) return;
    this.#size += 1;
    const first: FirstRun = { target, since: now, count: 1 };
    if (byModel === undefined) this.#runs.set(target.key, new Map([[name, first]]));
    else byModel.set(name, first);
  }

  /** Whether anything was answered under a limit. */
  has({ scope, target }: KnownLimit): boolean {
    for (const byModel of this.#runs.values()) {
      for (const run of byModel.values()) if (covers(scope, target, run.target)) return true;
    }
    return false;
  }

  /** A key that is used no more. */
  forgetKey(key: ApiKey): void {
    this.#size -= this.#runs.get(key)?.size ?? 0;
    this.#runs.delete(key);
  }

  /** How much was answered under a limit that is met now, and counts it no longer. */
  take({ scope, target, kind, window }: KnownLimit, now: number): FirstRunSum {
    if (this.#size === 0) return { count: 0, isOneWindow: true };
    const lengthMs = likelyLengthMs(kind, window) ?? SHORTEST_WINDOW_MS;
    let count = 0;
    let isOneWindow = true;
    for (const [key, byModel] of this.#runs) {
      for (const [name, run] of byModel) {
        if (!covers(scope, target, run.target)) continue;
        count += run.count;
        isOneWindow &&= run.since > now - lengthMs;
        byModel.delete(name);
        this.#size -= 1;
      }
      if (byModel.size === 0) this.#runs.delete(key);
    }
    return { count, isOneWindow };
  }
}
