import type { AttemptEntry } from '../../core/usage-entry.js';

/** Adds up what calls that are under way cost so far. */
export class CallCosts {
  /** `undefined`: one of its requests has a cost that is not known. */
  readonly #costs = new Map<string, number | undefined>();

  add({ callId, costNanoUsd, inputTokens, outputTokens, outcome }: AttemptEntry): void {
    // A refused request costs nothing that anyone knows of.
    const isUsed = outcome === 'success' || inputTokens !== undefined || outputTokens !== undefined;
    if (costNanoUsd === undefined && !isUsed) return;
    const known = this.#costs.has(callId) ? this.#costs.get(callId) : 0;
    this.#costs.set(callId, known === undefined || costNanoUsd === undefined ? undefined : known + costNanoUsd);
  }

  /** What a call cost that is over: 0 where nothing was used; `undefined` where it is not known. */
  take(callId: string): number | undefined {
    if (!this.#costs.has(callId)) return 0;
    const cost = this.#costs.get(callId);
    this.#costs.delete(callId);
    return cost;
  }
}
