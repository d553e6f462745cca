/**
 * Repeats a step until it has no more to do. What the step sets off may ask for it again: that is done by the loop that
 * runs already, not in its depth.
 */
export class WakeLoop {
  readonly #step: () => boolean;
  #state: 'idle' | 'running' | 'asked-again' = 'idle';

  /** @param step answers whether there is more to do */
  constructor(step: () => boolean) {
    this.#step = step;
  }

  /** @returns whether it ran; `false`: it runs already, and was asked for another round. */
  run(): boolean {
    if (this.#state !== 'idle') {
      this.#state = 'asked-again';
      return false;
    }
    try {
      do {
        this.#state = 'running';
        while (this.#step());
      } while (this.#isAskedAgain());
    } finally {
      this.#state = 'idle';
    }
    return true;
  }

  #isAskedAgain(): boolean {
    return this.#state === 'asked-again';
  }
}
