import { StringDecoder } from 'node:string_decoder';
import type { StreamFraming } from '../../core/wire.js';

/** Cuts the bytes of a stream into the texts of its events. */
export interface EventSplitter {
  push(chunk: Uint8Array): readonly string[];
  /** What is left when the stream ends. */
  end(): readonly string[];
}

const BYTE_ORDER_MARK = '\u{feff}';

/** A splitter; what frames the events (names, comments, ids) is left out, and so are empty ones. */
export function createEventSplitter(framing: StreamFraming): EventSplitter {
  // Half as dear as a TextDecoder: where each word is a piece, that is felt.
  const decoder = new StringDecoder('utf8');
  const toEvent = framing === 'sse' ? createSseLines() : (line: string): string | undefined => line.trim() || undefined;
  let events: string[] = [];
  let isStart = true;
  let rest = '';
  const take = (line: string): void => {
    const event = toEvent(line);
    if (event !== undefined) events.push(event);
  };
  const split = (text: string): readonly string[] => {
    events = [];
    if (text === '') return events;
    const more = isStart && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
    isStart = false;
    rest = takeLines(rest === '' ? more : rest + more, take);
    return events;
  };
  return {
    push: (chunk) => split(decoder.write(chunk)),
    // Servers end without the blank line that would end the last event; SDKs take it all the same.
    end: () => split(`${decoder.end()}\n\n`),
  };
}

/**
 * Gives what is left after the last line break. A carriage return at the end may be half of one; most streams have none,
 * and are cut much faster without.
 */
function takeLines(text: string, take: (line: string) => void): string {
  if (text.includes('\r')) {
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    const rest = lines.pop() ?? '';
    for (const line of lines) take(line);
    return rest;
  }
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    take(text.slice(start, end));
    start = end + 1;
  }
  return text.slice(start);
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
