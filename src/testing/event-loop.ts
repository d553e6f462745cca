import { systemClock } from '../core/clock.js';

/** Enough for a chain of promises and immediates; a turn costs a few microseconds. */
const TURNS_WITHOUT_SOCKETS = 5;

/**
 * An exchange over loopback that opens its connection and streams its answer was measured to take up to 20 turns; the
 * rest is a margin for those who read with several layers of streams.
 */
const TURNS_WITH_SOCKETS = 60;

/** On a busy machine the kernel may hand a packet over late; so many ms are granted where sockets are open. */
const SOCKET_GRACE_MS = 1;

/** Longest grace, in turns: a machine that is too fast for {@link SOCKET_GRACE_MS} turns often in it. */
const MAX_TURNS = 1_000;

/** Resolves after one turn of the event loop: microtasks, immediates and ready I/O have had their chance. @internal */
export function turnEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Lets everything happen that can happen without time passing: microtasks, immediates, and exchanges over loopback.
 * Bounded: what waits for a timer stays as it is.
 * @internal
 */
export async function settleEventLoop(): Promise<void> {
  const startedAt = systemClock.elapsed();
  for (let turn = 1; turn <= MAX_TURNS; turn += 1) {
    await turnEventLoop();
    if (turn < TURNS_WITHOUT_SOCKETS) continue;
    // Sockets may be opened while the loop turns, so it is asked again each time.
    if (!hasOpenSockets()) return;
    if (turn >= TURNS_WITH_SOCKETS && systemClock.elapsed() - startedAt >= SOCKET_GRACE_MS) return;
  }
}

/** Handles that carry bytes from outside of this program, and file reads under way. */
const IO_RESOURCE =
  /^(?:TCPSocketWrap|TCPConnectWrap|TLSWrap|FSReq|GetAddrInfoReqWrap|GETADDRINFOREQWRAP|WriteWrap|ShutdownWrap)/;

function hasOpenSockets(): boolean {
  return process.getActiveResourcesInfo().some((resource) => IO_RESOURCE.test(resource));
}
