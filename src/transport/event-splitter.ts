import type { StreamFraming } from '../core/wire.js';

/** Cuts the bytes of a stream into the texts of its events. */
export interface EventSplitter {
  push(chunk: Uint8Array): readonly string[];
  /** What is left when the stream ends. */
  end(): readonly string[];
}

/** A splitter; what frames the events (names, comments, ids) is left out, and so are empty ones. */
export function createEventSplitter(framing: StreamFraming): EventSplitter {
  const decoder = new TextDecoder();
  const toEvents =
    framing === 'sse' ? createSseLines() : (line: string): string | undefined => line.trim() || undefined;
  let rest = '';
  const split = (text: string): readonly string[] => {
    const lines = toLines(rest + text);
    rest = lines.pop() ?? '';
    const events: string[] = [];
    for (const line of lines) {
      const event = toEvents(line);
      if (event !== undefined) events.push(event);
    }
    return events;
  };
  return {
    push: (chunk) => split(decoder.decode(chunk, { stream: true })),
    // Servers end without the blank line that would end the last event; SDKs take it all the same.
    end: () => split(`${decoder.decode()}\n\n`),
  };
}

/** A carriage return at the end may be half of a line break. Most streams have none, and are cut much faster without. */
function toLines(text: string): string[] {
  return text.includes('\r') ? text.split(/\r\n|\n|\r(?!$)/) : text.split('\n');
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
function createSseLines(): (line: string) => string | undefined {
  let data: string | undefined;
  return (line) => {
    if (line === '') {
      const event = data;
      data = undefined;
      return event?.trim() === '' ? undefined : event;
    }
    if (!line.startsWith('data:')) return undefined;
    const text = line.slice(line[5] === ' ' ? 6 : 5);
    data = data === undefined ? text : `${data}\n${text}`;
    return undefined;
  };
}
