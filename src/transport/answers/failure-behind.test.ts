import { expect, test } from 'vitest';
import { AttemptFailure } from '../../core/attempt-failure.js';
import { failureBehind, type SeenAnswer } from './failure-behind.js';

const RESPONSE = { status: 200, headers: undefined, body: 'its own' };

const seen = (of: Partial<SeenAnswer> = {}): SeenAnswer => ({
  isRefused: false,
  transportError: undefined,
  hasAnswer: true,
  body: undefined,
  errorInStream: () => undefined,
  response: (body) => (body === undefined ? RESPONSE : { ...RESPONSE, body }),
  ...of,
});
const thrown = new SyntaxError('Unexpected token');

test('what is a failure already stays as it is', () => {
  const failure = new AttemptFailure('first');
  expect(failureBehind(failure, seen({ isRefused: true }))).toBe(failure);
});

test('an answer that was none says what went wrong', () => {
  expect(failureBehind(thrown, seen({ isRefused: true, body: '{"a":' })).failure).toBe(RESPONSE);
});

test('the connection says it where that failed', () => {
  const error = new TypeError('terminated');
  expect(failureBehind(thrown, seen({ transportError: { error }, body: '{"a":' })).failure).toBe(error);
});

test('without an answer only the SDK knows', () => {
  expect(failureBehind(thrown, seen({ hasAnswer: false })).failure).toBe(thrown);
});

test('the words of half an answer are not taken for an error', () => {
  const { failure } = failureBehind(thrown, seen({ body: '{"text":"you exceeded your daily quota' }));
  expect(failure).toMatchObject({ code: 'UNREADABLE_ANSWER' });
  expect(JSON.stringify(failure)).not.toContain('quota');
});

test('an error inside a stream says it', () => {
  const { failure } = failureBehind(thrown, seen({ errorInStream: () => '{"error":"busy"}' }));
  expect(failure).toEqual({ ...RESPONSE, body: '{"error":"busy"}' });
});

test('an empty answer is told by what the SDK threw', () => {
  expect(failureBehind(thrown, seen({ body: ' ' })).failure).toMatchObject({
    code: 'UNREADABLE_ANSWER',
    message: expect.stringContaining('Unexpected token') as string,
  });
});
