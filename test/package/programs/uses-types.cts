// The same from CommonJS: TypeScript allows to require() an ES module under `module: nodenext` since 5.8.
import { createClient, isLlmError, type ChatReply } from 'llm-resilience';
import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';

const client = createClient({ providers: [ollama(), openai({ apiKey: 'a' }), gemini({ apiKeys: ['a', 'b'] })] });

export async function ask(content: string): Promise<string> {
  try {
    const reply: ChatReply = await client.chat({ model: 'ollama/a', messages: [{ role: 'user', content }] });
    return reply.text;
  } catch (error) {
    return isLlmError(error) ? error.advice : String(error);
  }
}
