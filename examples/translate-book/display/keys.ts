import type { Wait } from 'llm-resilience';

/** In raw mode the terminal sends Ctrl-C as a key, and no signal. */
const CONTROL_C = '\u0003';

/** What the keys do: `r` retries now, `c` cancels the waits, `q` and Ctrl-C quit. */
export function keyHandler(actions: {
  readonly waits: () => readonly Wait[];
  readonly quit: () => void;
}): (key: string) => void {
  return (key) => {
    switch (key.toLowerCase()) {
      case 'r':
        for (const wait of actions.waits()) wait.retryNow();
        return;
      case 'c':
        for (const wait of actions.waits()) wait.cancel('cancelled with the key c');
        return;
      case 'q':
      case CONTROL_C:
        actions.quit();
        return;
      default:
    }
  };
}
