import { expect, it } from 'vitest';
import { sizeOf } from './request-size.js';

it('counts texts wherever they stand, and no picture', () => {
  const picture = 'iVBORw0KGgo'.repeat(1_000);
  const content = [
    { type: 'text', text: 'word '.repeat(400) },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } },
  ];
  const { characters, maxOutputTokens } = sizeOf({ fields: { messages: [{ content }], max_tokens: 50 } });
  expect(characters).toBeGreaterThanOrEqual(2_000);
  expect(characters).toBeLessThan(2_050);
  expect(maxOutputTokens).toBe(50);
});

it('finds the longest answer in the form of each API', () => {
  expect(sizeOf({ fields: { generationConfig: { maxOutputTokens: 7 } } }).maxOutputTokens).toBe(7);
  expect(sizeOf({ fields: { options: { num_predict: 8 } } }).maxOutputTokens).toBe(8);
  expect(sizeOf({ fields: { options: { num_predict: -1 } } }).maxOutputTokens).toBeUndefined();
});
