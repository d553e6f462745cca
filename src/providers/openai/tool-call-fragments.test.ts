import { expect, test } from 'vitest';
import { AttemptFailure } from '../../core/attempt-failure.js';
import { ToolCallFragments } from './tool-call-fragments.js';

function callsOf(...pieces: readonly (readonly object[])[]): ReturnType<ToolCallFragments['toolCalls']> {
  const fragments = new ToolCallFragments();
  for (const piece of pieces) fragments.add(piece);
  return fragments.toolCalls('chatcmpl-1', 'tool-calls');
}

test('puts the arguments of calls together that come in turns', () => {
  expect(
    callsOf(
      [{ index: 0, id: 'a', function: { name: 'look', arguments: '' } }],
      [{ index: 1, id: 'b', function: { name: 'ask', arguments: '{"n"' } }],
      [
        { index: 0, function: { arguments: '{"w":' } },
        { index: 1, function: { arguments: ':1}' } },
      ],
      [{ index: 0, function: { arguments: '"x"}' } }],
    ),
  ).toEqual([
    { id: 'a', name: 'look', arguments: { w: 'x' } },
    { id: 'b', name: 'ask', arguments: { n: 1 } },
  ]);
});

test('tells calls apart that a host counts all as the first', () => {
  expect(
    callsOf(
      [{ index: 0, id: 'a', function: { name: 'look', arguments: '{}' } }],
      [{ index: 0, id: 'b', function: { name: 'look', arguments: '{}' } }],
    ),
  ).toHaveLength(2);
});

test('makes an id where the host gives none: the same for the same answer, and each its own', () => {
  const pieces = [[{ function: { name: 'look', arguments: {} } }, { function: { name: 'look', arguments: {} } }]];
  const [first, second] = callsOf(...pieces);
  expect(first?.id).toMatch(/^call_[0-9a-f]{24}$/);
  expect(first?.id).not.toBe(second?.id);
  expect(callsOf(...pieces)).toEqual([first, second]);
});

test('takes no arguments for an empty object', () => {
  expect(callsOf([{ id: 'a', function: { name: 'ping', arguments: '' } }])[0]?.arguments).toEqual({});
});

test.each(['{"a":', '[1]', '"text"', 'null'])('takes %s for no arguments at all', (written) => {
  expect(() => callsOf([{ id: 'a', function: { name: 'look', arguments: written } }])).toThrow(AttemptFailure);
});

test('knows arguments that were cut at the longest output', () => {
  const fragments = new ToolCallFragments();
  fragments.add([{ id: 'a', function: { name: 'look', arguments: '{"a":' } }]);
  expect(() => fragments.toolCalls('x', 'length')).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'OUTPUT_CUT' }) }),
  );
});

test('keeps the signature of a compatible endpoint', () => {
  const extra = { google: { thought_signature: 'sig' } };
  expect(callsOf([{ id: 'a', function: { name: 'look', arguments: '{}' }, extra_content: extra }])[0]?.signature).toBe(
    'sig',
  );
});
