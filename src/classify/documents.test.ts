import { describe, expect, it } from 'vitest';
import { isErrorDocument, readText } from './documents.js';

describe('readText', () => {
  it('takes the last error of a stream of events', () => {
    const stream =
      'data: {"choices":[]}\n\ndata: {"error":{"message":"first"}}\n\ndata: {"error":{"message":"last"}}\n\ndata: [DONE]\n\n';
    expect(readText(stream).documents).toEqual([{ error: { message: 'last' } }]);
  });

  it('takes the last error of lines of JSON', () => {
    expect(readText('{"response":"a","done":false}\n{"error":"broken"}\n').documents).toEqual([{ error: 'broken' }]);
  });

  it('joins the lines of one event', () => {
    expect(readText('event: error\ndata: {"error":\ndata:  "broken"}\n\n').documents).toEqual([{ error: 'broken' }]);
  });

  it('finds a bare, indented error behind good events', () => {
    const stream = 'data: {"candidates":[{}]}\r\n\r\n{\n  "error": {\n    "code": 503\n  }\n}\n';
    expect(readText(stream).documents).toEqual([{ error: { code: 503 } }]);
  });

  it('finds an error whose end is missing', () => {
    expect(readText('data: {"error":{"message":"cut o').documents).toEqual([{ error: { message: 'cut o' } }]);
  });

  it('gives the last events where none is an error', () => {
    const stream = '{"a":1}\n{"a":2}\n{"a":3}\n{"a":4}\n{"a":5}\n';
    expect(readText(stream).documents).toEqual([{ a: 3 }, { a: 4 }, { a: 5 }]);
  });

  it('parts words from the JSON behind them', () => {
    expect(readText('429 {"error":"x"}')).toEqual({ words: '429', documents: [{ error: 'x' }] });
    expect(readText('[429 Too Many Requests] slow down [{"@type":"RetryInfo","retryDelay":"5s"}]')).toEqual({
      words: '[429 Too Many Requests] slow down',
      documents: [[{ '@type': 'RetryInfo', retryDelay: '5s' }]],
    });
    expect(readText('upstream said: data: {"error":"x"}')).toEqual({
      words: 'upstream said:',
      documents: [{ error: 'x' }],
    });
  });

  it('leaves words with brackets alone', () => {
    const words = "developer is not one of ['system', 'assistant'], see {this} and {\"that\": 1}";
    expect(readText(words)).toEqual({ words, documents: [] });
  });
});

describe('isErrorDocument', () => {
  it.each([
    { error: 'x' },
    [{ error: {} }],
    { type: 'error' },
    { type: 'response.failed' },
    { object: 'error', message: 'x' },
    { choices: [{ error: {} }] },
    { choices: [{ finish_reason: 'error' }] },
    { base_resp: { status_code: 1_008 } },
    { StatusCode: 429 },
    { promptFeedback: { blockReason: 'OTHER' } },
    { success: false },
  ])('knows %j', (document) => {
    expect(isErrorDocument(document)).toBe(true);
  });

  it.each([
    { error: null },
    { choices: [{ finish_reason: 'stop' }] },
    { base_resp: { status_code: 0 } },
    { response: ' Yes' },
    'x',
    null,
    7,
  ])('does not take %j for one', (document) => {
    expect(isErrorDocument(document)).toBe(false);
  });
});
