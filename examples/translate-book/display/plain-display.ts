import type { Clock } from 'llm-resilience';
import type { Display } from './display.js';
import type { Terminal } from './terminal.js';

const CONTROL = /\p{Cc}+/gu;

/** One line for every event that matters, with its time: for logs, pipes and cron. */
export function plainDisplay(terminal: Pick<Terminal, 'write'>, clock: Pick<Clock, 'now'>): Display {
  return {
    line(text) {
      const time = new Date(clock.now()).toLocaleTimeString('en-GB');
      // One event is one line, whatever a provider put into its message.
      terminal.write(`${time}  ${text.replaceAll(CONTROL, ' ')}\n`);
    },
    refresh() {},
    close() {},
  };
}
