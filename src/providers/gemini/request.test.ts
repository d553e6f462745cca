import { expect, test } from 'vitest';
import { toGeminiRequest } from './request.js';

test('takes system messages out of the conversation, as one', () => {
  const request = toGeminiRequest({
    model: 'gemini-2.5-flash',
    messages: [
      { role: 'system', content: 'Translate.' },
      { role: 'user', content: 'One' },
      { role: 'system', content: 'Keep names.' },
      { role: 'assistant', content: 'Eins' },
    ],
  });
  expect(request).toEqual({
    model: 'gemini-2.5-flash',
    contents: [
      { role: 'user', parts: [{ text: 'One' }] },
      { role: 'model', parts: [{ text: 'Eins' }] },
    ],
    systemInstruction: 'Translate.\n\nKeep names.',
    generation: {},
    toolFields: {},
  });
});
