import { systemClock } from '../core/clock.js';
import { loopbackExchanges } from './loopback-exchanges.js';

/**
 * So many turns without anything under way mean rest: a chain of promises needs none, an answer that has arrived was
 * measured to need 3 to reach the caller of an SDK. A turn takes 3 microseconds.
 */
const QUIET_TURNS = 15;

/** The longest rest, in real time: what moves for longer is not waited for. */
const LONGEST_REST_MS = 1_000;

/** File and name look-ups end by themselves, in their own time. */
const SHORT_LIVED_RESOURCE = /^(?:FSReq|GetAddrInfoReq|GETADDRINFOREQWRAP)/i;

/** Resolves after one turn of the event loop: microtasks, immediates and ready I/O have had their chance. @internal */
export function turnEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Lets everything happen that can happen without time passing: microtasks, immediates, file access, and HTTP exchanges
 * with servers of this process. It turns the event loop until 15 turns in a row had nothing under way; exchanges that
 * the simulator holds back (a latency, a hang) count as nothing, and those with other servers are given up to 5 ms of
 * real time after their last sign of life. After a second it ends in any case.
 * @internal
 */
export async function settleEventLoop(): Promise<void> {
  const startedAt = systemClock.elapsed();
  for (let quietTurns = 0; quietTurns < QUIET_TURNS; quietTurns += 1) {
    await turnEventLoop();
    if (!isAnythingUnderWay()) continue;
    if (systemClock.elapsed() - startedAt >= LONGEST_REST_MS) {
      loopbackExchanges.giveUp();
      return;
    }
    quietTurns = 0;
  }
}

function isAnythingUnderWay(): boolean {
  return (
    loopbackExchanges.isMoving() ||
    loopbackExchanges.mayMove() ||
    process.getActiveResourcesInfo().some((resource) => SHORT_LIVED_RESOURCE.test(resource))
  );
}
