import { expect, it } from 'vitest';
import { isOfWrongType, type AnswerFormat } from './answer-format.js';

it.each<[AnswerFormat, string, boolean]>([
  ['json', 'application/json; charset=utf-8', false],
  ['json', 'application/problem+json', false],
  ['json', 'text/plain', true],
  ['json', '', true],
  ['sse', 'text/event-stream', false],
  ['sse', '', false],
  ['sse', 'text/plain', false],
  ['sse', 'application/json', true],
  ['sse', 'text/html; charset=utf-8', true],
  ['ndjson', 'application/x-ndjson', false],
  ['ndjson', 'application/json', false],
  ['ndjson', 'TEXT/HTML', true],
])('takes for %s an answer of the type `%s` for a wrong one: %s', (format, type, isWrong) => {
  expect(isOfWrongType(format, type)).toBe(isWrong);
});
