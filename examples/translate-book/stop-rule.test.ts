import { expect, test } from 'vitest';
import { BadTranslation } from './failure.js';
import { StopRule } from './stop-rule.js';
import { llmError } from './test-support/fake-client.js';
import { UserError } from './user-error.js';

test.each([
  ['a limit', llmError('daily-limit', { scope: 'project+model' }), 'stop-job'],
  ['a dead model', llmError('model-not-found', { scope: 'model' }), 'stop-job'],
  ['a refused key', llmError('authentication', { scope: 'key' }), 'stop-job'],
  ['a full disk', new UserError('The disk is full.'), 'stop-job'],
  ['a fault of the program', new RangeError('Oops'), 'stop-job'],
  ['a cancelled wait', llmError('cancelled'), 'finish-and-leave-rest'],
  ['a filtered text', llmError('content-filter'), 'fail-chapter'],
  ['a lost connection', llmError('network'), 'fail-chapter'],
  ['a useless answer', new BadTranslation('Untranslated.'), 'fail-chapter'],
] as const)('%s is worth its consequence', (_, error, consequence) => {
  expect(new StopRule().failed(error)).toBe(consequence);
});

test('three lost pieces in a row stop the job, whatever was lost', () => {
  const rule = new StopRule();
  rule.failed(llmError('network'));
  rule.failed(new BadTranslation('Untranslated.'));

  expect(rule.failed(llmError('invalid-request'))).toBe('stop-job');
});

test('a piece that comes through between them starts the count again', () => {
  const rule = new StopRule();
  rule.failed(llmError('timeout'));
  rule.failed(llmError('timeout'));
  rule.succeeded();

  expect(rule.failed(llmError('timeout'))).toBe('fail-chapter');
});

test('filtered texts never stop the job', () => {
  const rule = new StopRule();
  const consequences = Array.from({ length: 5 }, () => rule.failed(llmError('content-filter')));

  expect(new Set(consequences)).toEqual(new Set(['fail-chapter']));
});
