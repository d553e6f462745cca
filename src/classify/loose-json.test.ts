import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLooseJson } from './loose-json.js';

describe('parseLooseJson', () => {
  it('reads JSON as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const text = JSON.stringify({ value });
        expect(parseLooseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    [
      "{'error': {'message': \"it's\", 'param': None, 'ok': True, 'bad': False}}",
      { error: { message: "it's", param: null, ok: true, bad: false } },
    ],
    ['{"a": "line\nfeed", }', { a: 'line\nfeed' }],
    ['{"a": 1,, "b": [1, 2,]}', { a: 1, b: [1, 2] }],
    ['{"error": {"code": 429, "message": "cut o', { error: { code: 429, message: 'cut o' } }],
    ['{"a": "\\u00e9\\n\\"x\\""} and words', { a: 'é\n"x"' }],
    ['{unquoted: yes}', { unquoted: 'yes' }],
    // As Python prints bytes.
    [String.raw`{\n  "error": {\n    "code": 429,\n    "ok": true\n  }\n}\n'`, { error: { code: 429, ok: true } }],
    ['{"__proto__": 1}', JSON.parse('{"__proto__": 1}')],
  ])('reads %s', (text, value) => {
    expect(parseLooseJson(text)).toEqual(value);
  });

  it.each(['', 'words', '12', '"text"', '}'])('reads nothing from %j', (text) => {
    expect(parseLooseJson(text)).toBeUndefined();
  });

  it('gets through any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', "'", ':', ',', '\\', 'a', '1', ' ', '\n', 'u') }),
        (text) => {
          parseLooseJson(`{${text}`);
          parseLooseJson(`[${text}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
