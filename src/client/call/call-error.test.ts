import { expect, it } from 'vitest';
import { createCallError } from './call-error.js';
import { ownClassification } from '../../core/own-classification.js';

it('does not put its own words into the mouth of the provider', () => {
  const message = 'The answer did not begin within 300 ms (`timeouts.firstToken`).';
  const error = createCallError({
    classification: ownClassification('timeout', { message, advice: 'Raise it.' }),
    reason: 'attempts-used',
    provider: 'ollama',
    model: 'kimi',
    keyId: undefined,
    cause: undefined,
    attempts: [],
    now: 0,
  });
  expect(error.message).toBe(`Timeout of ollama/kimi. Given up after 0 attempts. Raise it. Details: ${message}`);
});
