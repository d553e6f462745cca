import { expect, it } from 'vitest';
import { isBrokenJson, isJson } from './json-text.js';

it('tells a whole JSON text from a part of one', () => {
  expect(['{"a":1}', ' [] ', '"text"'].map(isJson)).toEqual([true, true, true]);
  expect(['{"a":', '', 'no route to host'].map(isJson)).toEqual([false, false, false]);
});

it('calls broken what begins as JSON and ends in the middle', () => {
  expect(isBrokenJson('{"choices":[{"message":{"content":"He said: error 429 is')).toBe(true);
  expect(isBrokenJson('{"choices":[]}')).toBe(false);
  expect(isBrokenJson('upstream connect error')).toBe(false);
});

it('leaves a cut error to those who read errors', () => {
  expect(isBrokenJson('{"error":{"message":"Rate limit reached"}}{"x')).toBe(false);
});
