import { expect, test } from 'vitest';
import type { LlmError } from '../../core/error.js';
import { outcome, scenario } from '../../../test/support/scenario.js';

test('an answer that was cut before its first word says what to raise, and may come at another try', async () => {
  const cut = () =>
    Promise.resolve({ text: '', usage: { outputTokens: 64 }, finishReason: 'length' as const, raw: {} });
  const { client, clock, provider } = scenario([cut, cut, cut]);
  const end = outcome(
    client.chat({ model: 'ollama/kimi', messages: [{ role: 'user', content: 'Why?' }], maxOutputTokens: 64 }),
  );
  await clock.advance(10_000);
  const { error } = (await end) as { error: LlmError };
  expect(provider.requests).toHaveLength(3);
  expect(error).toMatchObject({
    kind: 'invalid-response',
    reason: 'attempts-used',
    classification: { code: 'EMPTY_CUT' },
  });
  expect(error.advice).toContain('Raise `maxOutputTokens`');
  expect(error.message).toContain('cut at its longest output before its first word');
});
