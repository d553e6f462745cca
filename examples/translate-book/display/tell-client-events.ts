import type { EventOf, EventSource, LlmEventType } from 'llm-resilience';
import type { Display } from './display.js';
import * as lines from './event-lines.js';

/**
 * Puts what a client tells on a display.
 * @returns ends it.
 */
export function tellClientEvents(options: {
  readonly client: EventSource;
  readonly display: Display;
  readonly ticks: 'lines' | 'redrawn';
}): () => void {
  const { client, display } = options;
  const stops: (() => void)[] = [];
  const tell = <Type extends LlmEventType>(type: Type, lineOf: (event: EventOf<Type>) => string | undefined): void => {
    const listener = (event: EventOf<Type>): void => {
      const line = lineOf(event);
      if (line === undefined) display.refresh();
      else display.line(line);
    };
    client.on(type, listener);
    stops.push(() => client.off(type, listener));
  };
  tell('attempt-failure', lines.attemptFailureLine);
  tell('wait-start', lines.waitStartLine);
  tell('wait-tick', options.ticks === 'lines' ? lines.waitTickLine : () => undefined);
  tell('wait-end', lines.waitEndLine);
  tell('key-switch', lines.keySwitchLine);
  tell('key-disable', lines.keyDisableLine);
  // Every call begins at its first model again: one line says it for all of them, until that model answers again.
  const told = new Set<string>();
  tell('attempt-success', (event) => {
    told.delete(`${event.provider}/${event.model}`);
    return undefined;
  });
  tell('model-switch', (event) => {
    const from = `${event.fromProvider}/${event.fromModel}`;
    if (told.has(from)) return undefined;
    told.add(from);
    return lines.modelSwitchLine(event);
  });
  return () => {
    for (const stop of stops) stop();
  };
}
