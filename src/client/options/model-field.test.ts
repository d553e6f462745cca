import * as z from 'zod/mini';
import { expect, it } from 'vitest';
import { findProblems } from '../../core/check-options.js';
import { modelField } from './model-field.js';

const problems = (model: unknown): readonly string[] =>
  findProblems({ model }, { schema: z.strictObject({ model: modelField() }) });

it('takes a provider and a name, which may have slashes of its own', () => {
  expect(problems('openrouter/meta-llama/llama-3')).toEqual([]);
});

it.each(['llama3.2', '/llama3.2', 'ollama/', '', 7])('shows what a model looks like in place of %j', (model) => {
  expect(problems(model)).toEqual([
    `Expected \`model\` to be a model as 'provider/name', such as 'ollama/llama3.2', got \`${JSON.stringify(model)}\``,
  ]);
});
