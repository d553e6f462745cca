import type { Clock } from 'llm-resilience';
import type { BookClient } from '../book-client.js';
import type { Display } from './display.js';
import { frameLines } from './frame.js';
import type { JobView } from './job-view.js';
import { keyHandler } from './keys.js';
import { liveDisplay } from './live-display.js';
import { plainDisplay } from './plain-display.js';
import { tellClientEvents } from './tell-client-events.js';
import type { Terminal } from './terminal.js';

/** What a display shows, and where. */
export interface DisplayOptions {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly client: BookClient;
  /** Where the job stands; absent where there is no job, only waits. */
  readonly view?: JobView;
  /** How often a live display is redrawn, in ms of the clock. */
  readonly redrawEveryMs: number;
  /** A person asks to quit. */
  readonly quit: () => void;
}

/** Opens the display that fits: redrawn and with keys on a terminal, plain lines anywhere else. */
export function openDisplay(options: DisplayOptions): Display {
  const { terminal, client } = options;
  const display = terminal.isLive ? openLiveDisplay(options) : plainDisplay(terminal, options.clock);
  // A live display has its own countdown; ticks as lines would only fill the screen.
  const stopTelling = tellClientEvents({ client, display, ticks: terminal.isLive ? 'redrawn' : 'lines' });
  return {
    ...display,
    close() {
      stopTelling();
      display.close();
    },
  };
}

function openLiveDisplay(options: DisplayOptions): Display {
  const { terminal, client, clock, view, redrawEveryMs } = options;
  const display = liveDisplay({
    terminal,
    clock,
    redrawEveryMs,
    frame: () =>
      frameLines({
        numbers: view?.numbers(),
        waits: client.waits(),
        hasKeys: terminal.hasKeys,
        columns: terminal.columns,
        rows: terminal.rows,
      }),
  });
  const stopListening = terminal.hasKeys
    ? terminal.listen(keyHandler({ waits: () => client.waits(), quit: options.quit }))
    : undefined;
  return {
    ...display,
    close() {
      display.close();
      stopListening?.();
    },
  };
}
