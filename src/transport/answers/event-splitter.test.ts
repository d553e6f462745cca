import { describe, expect, it } from 'vitest';
import { createEventSplitter } from './event-splitter.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** All events of a text that comes in pieces of so many bytes. */
function split(framing: 'sse' | 'ndjson', text: string, size: number): string[] {
  const splitter = createEventSplitter(framing);
  const all = bytes(text);
  const events: string[] = [];
  for (let at = 0; at < all.length; at += size) events.push(...splitter.push(all.subarray(at, at + size)));
  return [...events, ...splitter.end()];
}

describe('an event splitter', () => {
  it.each([1, 2, 3, 7, 1_000])('cuts server-sent events that come %d bytes at a time', (size) => {
    const text = ': comment\r\nevent: a\r\ndata: {"ü":1}\r\n\r\ndata:two\ndata: lines\n\nid: 3\n\ndata: [DONE]\n\n';
    expect(split('sse', text, size)).toEqual(['{"ü":1}', 'two\nlines', '[DONE]']);
  });

  it('gives the last event of a server that ends without its blank line', () => {
    expect(split('sse', 'data: {"a":1}', 4)).toEqual(['{"a":1}']);
  });

  it.each([1, 5, 1_000])('cuts JSON lines that come %d bytes at a time', (size) => {
    expect(split('ndjson', '{"a":"ß"}\n\n{"b":2}\r\n{"c":3}', size)).toEqual(['{"a":"ß"}', '{"b":2}', '{"c":3}']);
  });

  it.each([1, 2, 1_000])('leaves out the byte order mark of a stream that comes %d bytes at a time', (size) => {
    expect(split('sse', '\u{feff}data: {"a":1}\n\n', size)).toEqual(['{"a":1}']);
    expect(split('ndjson', '\u{feff}{"a":1}\n', size)).toEqual(['{"a":1}']);
  });
});
