/** The reason of a job that a person ended. */
export class Quit extends Error {
  override readonly name = 'Quit';
}

/**
 * Lets a person end the program: asked once it ends cleanly, asked twice at once.
 * @param exitNow ends the process.
 */
export function createQuit(exitNow: () => void): { readonly signal: AbortSignal; readonly quit: () => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    quit() {
      if (controller.signal.aborted) exitNow();
      else controller.abort(new Quit('Ended by the user.'));
    },
  };
}
