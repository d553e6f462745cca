// Without the SDK a provider can be made, and its first call says what to install.
import assert from 'node:assert/strict';
import { createClient } from 'llm-resilience';
import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';

const messages = [{ role: 'user', content: 'Hello' }];
const client = createClient({
  providers: [
    ollama({ baseURL: 'http://127.0.0.1:9' }),
    openai({ apiKeys: ['a-key'], baseURL: 'http://127.0.0.1:9/v1' }),
    gemini({ apiKeys: ['a-key'], baseURL: 'http://127.0.0.1:9' }),
  ],
});

for (const [model, packageName] of [
  ['ollama/a', 'ollama'],
  ['openai/a', 'openai'],
  ['gemini/a', '@google/genai'],
]) {
  await assert.rejects(client.chat({ model, messages }), (error) => {
    assert.match(error.message, new RegExp(`npm (i|install) ${packageName}\\b`), `${model} says what to install`);
    return true;
  });
}
await client.close();
