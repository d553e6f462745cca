import { AsyncLocalStorage } from 'node:async_hooks';

/** A task that is under way, as far as the calls that it makes mind it. */
interface OuterTask {
  /** Whose calls it is one of. */
  readonly engine: object;
  /** Gives back what the calls that it makes may need. */
  readonly giveWay: () => void;
  readonly outer: OuterTask | undefined;
  /** Set where a layer of this library inside of it has done all that could be done, and failed. */
  failedInside: boolean;
}

/** What tasks threw after a layer inside of them had done all that could be done. */
const settledInside = new WeakSet<object>();

const underWay = new AsyncLocalStorage<OuterTask>();

/** Runs a task so that the calls it makes are known to be its own. */
export async function runAsOuter<Value>(
  task: Pick<OuterTask, 'engine' | 'giveWay'>,
  run: () => PromiseLike<Value> | Value,
): Promise<Value> {
  const { engine, giveWay } = task;
  const entry: OuterTask = { engine, giveWay, outer: underWay.getStore(), failedInside: false };
  try {
    return await underWay.run(entry, run);
  } catch (error) {
    if (entry.failedInside) settleInside(error);
    throw error;
  }
}

/** To be called where a layer of this library gives up: the layers around it pass on what it says, and try nothing. */
export function letOuterTasksPass(): void {
  for (let task = underWay.getStore(); task !== undefined; task = task.outer) task.failedInside = true;
}

/** Marks what comes from a layer that has done all that could be done. */
export function settleInside(error: unknown): void {
  if (typeof error === 'object' && error !== null) settledInside.add(error);
}

/** Whether a layer inside of the task that threw this has done all that could be done. */
export function isSettledInside(error: unknown): boolean {
  return typeof error === 'object' && error !== null && settledInside.has(error);
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
