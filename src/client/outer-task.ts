import { AsyncLocalStorage } from 'node:async_hooks';

/** A task that is under way, as far as the calls that it makes mind it. */
interface OuterTask {
  /** Whose calls it is one of. */
  readonly engine: object;
  /** Gives back what the calls that it makes may need. */
  giveWay(): void;
  readonly outer: OuterTask | undefined;
}

const underWay = new AsyncLocalStorage<OuterTask>();

/** Runs a task so that the calls it makes are known to be its own. */
export function runAsOuter<Value>(task: Pick<OuterTask, 'engine' | 'giveWay'>, run: () => Value): Value {
  return underWay.run({ ...task, outer: underWay.getStore() }, run);
}

/**
 * To be called when a call begins. A task that waits for a call of the same client sends nothing itself: kept by it, a
 * slot, a probe or a place in a ramp could be just what that call waits for, and neither would ever end.
 */
export function letOuterTasksGiveWay(engine: object): void {
  for (let task = underWay.getStore(); task !== undefined; task = task.outer) {
    if (task.engine === engine) task.giveWay();
  }
}
