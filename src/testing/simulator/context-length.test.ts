import { describe, expect, it } from 'vitest';
import { genaiChat, openaiChat } from './sdk-calls.fixture.js';
import { simulatedAnswer } from './simulated-answer.js';
import { request, simulator, start, thrown } from './simulator.fixture.js';

describe('a prompt that is too long', () => {
  const models = [{ name: 'm', contextLength: 10 }];
  const content = `${'x'.repeat(100)} the end`;
  const long = { model: 'm', messages: [{ role: 'user', content }], stream: false };

  it('is cut in silence by Ollama, which only the count shows', async () => {
    await start({ models });
    const [status, text] = await request('/api/chat', long);
    expect([status, JSON.parse(text).prompt_eval_count]).toEqual([200, 10]);
    expect(JSON.parse(text).message.content).toBe(simulatedAnswer(content.slice(-40)));
  });

  it('is refused by Ollama with `truncate: false`, unless it is too old for that', async () => {
    await start({ models });
    const refused = await request('/api/chat', { ...long, truncate: false });
    expect(refused).toEqual([400, '{"error":"the input length exceeds the context length"}']);
    expect(simulator.requests[0]).toMatchObject({ outcome: 'refused', refusedBy: 'context-length' });
    await simulator.close();
    await start({ models, ollamaTruncate: 'ignore' });
    expect((await request('/api/chat', { ...long, truncate: false }))[0]).toBe(200);
  });

  it("is measured by Ollama's num_ctx, where that is less", async () => {
    await start();
    const [, text] = await request('/api/chat', { ...long, options: { num_ctx: 5 } });
    expect(JSON.parse(text).prompt_eval_count).toBe(5);
  });

  it('is refused by the others', async () => {
    await start({ models });
    expect((await thrown(openaiChat({ simulator, text: content }))).code).toBe('context_length_exceeded');
    const gemini = await thrown(genaiChat({ simulator, text: content }));
    expect(gemini.message).toContain('The input token count (27) exceeds the maximum number of tokens allowed (10).');
  });
});
