import type { Clock } from 'llm-resilience';
import type { Display } from './display.js';
import { fitLine } from './fit-line.js';
import type { Terminal } from './terminal.js';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const ERASE_BELOW = '\r\u001b[J';

/**
 * A few lines at the bottom that are redrawn every `redrawEveryMs` of the clock, under lines that stay. Escape codes
 * move the cursor only; nothing depends on colour.
 */
export function liveDisplay(options: {
  readonly terminal: Pick<Terminal, 'write' | 'columns'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly redrawEveryMs: number;
  /** The lines of this moment. */
  readonly frame: () => readonly string[];
}): Display {
  const { terminal, clock } = options;
  const closing = new AbortController();
  let drawnLines = 0;

  const erase = (): string => {
    const up = drawnLines === 0 ? '' : `\u001b[${drawnLines}A`;
    drawnLines = 0;
    return `${up}${ERASE_BELOW}`;
  };
  const draw = (): string => {
    const lines = options.frame();
    drawnLines = lines.length;
    return lines.map((line) => `${line}\n`).join('');
  };
  const refresh = (): void => {
    if (closing.signal.aborted) return;
    const erased = erase();
    terminal.write(erased + draw());
  };

  terminal.write(HIDE_CURSOR);
  refresh();
  void redrawUntilClosed();
  return {
    line(text) {
      const erased = erase();
      // Lines that stay may wrap: nothing is ever drawn over them.
      terminal.write(`${erased}${fitLine(text, Number.POSITIVE_INFINITY)}\n${closing.signal.aborted ? '' : draw()}`);
    },
    refresh,
    close() {
      if (closing.signal.aborted) return;
      closing.abort();
      terminal.write(erase() + SHOW_CURSOR);
    },
  };

  async function redrawUntilClosed(): Promise<void> {
    try {
      for (;;) {
        await clock.sleep(options.redrawEveryMs, { signal: closing.signal, unref: true });
        refresh();
      }
    } catch {
      // Closed: the sleep rejects with the reason of the signal.
    }
  }
}
