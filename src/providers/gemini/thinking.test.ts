import { expect, test } from 'vitest';
import { thinkingConfig } from './thinking.js';

test.each([
  ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }],
  ['gemini-2.5-flash', { effort: 'medium' }, { thinkingBudget: 8_192, includeThoughts: true }],
  ['gemini-2.5-flash', { maxTokens: 500 }, { thinkingBudget: 500, includeThoughts: true }],
  ['gemini-2.5-pro', { effort: 'high' }, { thinkingBudget: 24_576, includeThoughts: true }],
  ['gemini-3-flash', { effort: 'minimal' }, { thinkingLevel: 'MINIMAL', includeThoughts: true }],
  ['models/gemini-3.1-pro', { effort: 'medium' }, { thinkingLevel: 'MEDIUM', includeThoughts: true }],
  ['gemini-flash-latest', { effort: 'low' }, { thinkingLevel: 'LOW', includeThoughts: true }],
  ['gemini-3-flash', { maxTokens: 500 }, { thinkingBudget: 500, includeThoughts: true }],
  ['gemini-2.0-flash', { effort: 'none' }, undefined],
  ['gemini-3-flash', {}, undefined],
] as const)('tells %s %j in the words of its generation', (model, reasoning, config) => {
  expect(thinkingConfig(model, reasoning)).toEqual({ config });
});

test.each([
  ['gemini-2.5-pro', { effort: 'none' }, '128'],
  ['gemini-3-flash', { effort: 'none' }, 'minimal, low'],
  ['gemini-3-pro-preview', { effort: 'medium' }, 'low, high'],
  ['gemini-2.0-flash', { effort: 'low' }, 'does not think'],
  ['gemini-2.5-flash', { effort: 'low', maxTokens: 5 }, 'not both'],
] as const)('has no words for %s and %j', (model, reasoning, words) => {
  expect(thinkingConfig(model, reasoning).problem).toContain(words);
});
