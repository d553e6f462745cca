import { isMainThread } from 'node:worker_threads';
import { systemClock } from '../core/clock.js';
import { loopbackExchanges } from './loopback-exchanges.js';

/**
 * So many turns without anything under way mean rest: a chain of promises needs none, an answer that has arrived was
 * measured to need 3 to reach the caller of an SDK. A turn takes 3 microseconds.
 */
const QUIET_TURNS = 15;

/** The longest rest, in real time: what moves for longer is not waited for. */
const LONGEST_REST_MS = 3_000;

/**
 * File and name look-ups end by themselves, in their own time; import() of a module is made of them. Loaders that run
 * aside, such as tsx, are asked over a port, which workers have at all times.
 */
const SHORT_LIVED_RESOURCE = isMainThread
  ? /^(?:FSReq|CloseReq|GetAddrInfoReq|MessagePort$)/i
  : /^(?:FSReq|CloseReq|GetAddrInfoReq)/i;

/** How many such there were when they were last waited for in vain: a watched file, a worker of the program's own. */
let lastingResources = 0;

/** Resolves after one turn of the event loop: microtasks, immediates and ready I/O have had their chance. @internal */
export function turnEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Lets everything happen that can happen without time passing: microtasks, immediates, file access, the import() of
 * modules, and HTTP exchanges with servers of this process. It turns the event loop until 15 turns in a row had nothing
 * under way. Exchanges that the simulator holds back (a latency, a hang) count as nothing; other servers are
 * given 5 ms of real time to think, and the network 250. After three seconds it ends in any case.
 * @internal
 */
export async function settleEventLoop(): Promise<void> {
  const startedAt = systemClock.elapsed();
  for (let quietTurns = 0; quietTurns < QUIET_TURNS; quietTurns += 1) {
    await turnEventLoop();
    if (!isAnythingUnderWay()) continue;
    if (systemClock.elapsed() - startedAt >= LONGEST_REST_MS) {
      loopbackExchanges.giveUp();
      lastingResources = countShortLivedResources();
      return;
    }
    quietTurns = 0;
  }
}

function isAnythingUnderWay(): boolean {
  return loopbackExchanges.isMoving() || loopbackExchanges.mayMove() || isLoading();
}

function isLoading(): boolean {
  const resources = countShortLivedResources();
  lastingResources = Math.min(lastingResources, resources);
  return resources > lastingResources;
}

function countShortLivedResources(): number {
  return process.getActiveResourcesInfo().filter((resource) => SHORT_LIVED_RESOURCE.test(resource)).length;
}
