import { describe, expect, it } from 'vitest';
import { genaiStream, ollamaChat, openaiChat, openaiStream } from './sdk-calls.fixture.js';
import { chat, clock, request, simulator, start } from './simulator.fixture.js';

describe('the answer', () => {
  it('comes after the latency, its pieces after their delays, on the clock', async () => {
    await start({ latencyMs: 1_000, chunkDelayMs: 100, chunkSize: 4 });
    const startedAt = clock.now();
    const calls = [openaiStream({ simulator, text: 'abcdefgh' }), openaiChat({ simulator, text: 'abcdefgh' })];
    await clock.runAll();
    await Promise.all(calls);
    // Three pieces of `«hgfedcba»`: two delays.
    expect(simulator.requests.map((entry) => (entry.endedAt ?? 0) - startedAt)).toEqual([1_200, 1_200]);
  });

  it('takes its latency from a function of the prompt', async () => {
    await start({ latencyMs: (prompt) => prompt.lastUserMessage.length * 10 });
    const call = ollamaChat({ simulator, text: 'abc' });
    await clock.runAll();
    await call;
    expect(clock.elapsed()).toBe(30);
  });

  it('is what the answer option says', async () => {
    await start({ answer: (prompt) => `${prompt.provider}/${prompt.model}: ${prompt.messages.length}` });
    expect((await genaiStream({ simulator, text: 'a', model: 'g' })).text).toBe('gemini/g: 1');
  });

  it('is an error that says so where the answer option throws', async () => {
    const error = new Error('no such chapter');
    await start({
      answer: () => {
        throw error;
      },
    });
    const [status, text] = await request('/v1/chat/completions', chat());
    expect([status, text]).toEqual([500, 'The simulator failed: no such chapter']);
    expect(simulator.requests).toMatchObject([{ outcome: 'fault', error }]);
  });

  it.each([
    ['/api/chat', chat({ stream: false, options: { num_predict: 2 } }), '"done_reason":"length"'],
    ['/v1/chat/completions', chat({ max_completion_tokens: 2 }), '"finish_reason": "length"'],
    [
      '/v1beta/models/m:generateContent',
      { contents: [{ parts: [{ text: 'Hello there' }] }], generationConfig: { maxOutputTokens: 2 } },
      '"finishReason": "MAX_TOKENS"',
    ],
  ])('is cut at the maximum output: %s', async (path, body, finish) => {
    await start();
    const [status, text] = await request(path, body);
    expect([status, text]).toEqual([200, expect.stringContaining(finish)]);
    expect(text).toContain('"«olleH e"');
    expect(simulator.requests[0]?.outputTokens).toBe(2);
  });

  it.each([
    ['/api/chat', chat({ stream: false, options: { stop: ['ereht'] } })],
    ['/v1/chat/completions', chat({ stop: 'ereht' })],
    [
      '/v1beta/models/m:generateContent',
      { contents: [{ parts: [{ text: 'Hello there' }] }], generationConfig: { stopSequences: ['ereht'] } },
    ],
  ])('ends before a stop text: %s', async (path, body) => {
    await start();
    expect((await request(path, body))[1]).toContain('"«olleH "');
  });

  it('is JSON where JSON is asked for', async () => {
    await start();
    const [, text] = await request('/api/chat', chat({ stream: false, format: 'json' }));
    expect(JSON.parse(JSON.parse(text).message.content)).toEqual({ answer: '«olleH ereht»' });
  });

  it("answers Ollama's generate", async () => {
    await start();
    const [, text] = await request('/api/generate', { model: 'm', prompt: 'Hello', stream: false });
    expect(JSON.parse(text)).toMatchObject({
      response: '«olleH»',
      done: true,
      done_reason: 'stop',
      prompt_eval_count: 2,
    });
  });

  it("answers Gemini's stream without server-sent events as one array", async () => {
    await start({ chunkSize: 3 });
    const [, text] = await request('/v1beta/models/m:streamGenerateContent', {
      contents: [{ parts: [{ text: 'Hello' }] }],
    });
    const parts = JSON.parse(text) as {
      candidates: { content: { parts: { text: string }[] }; finishReason?: string }[];
    }[];
    expect(parts.map((part) => part.candidates[0]?.content.parts[0]?.text).join('')).toBe('«olleH»');
    expect(parts.at(-1)?.candidates[0]?.finishReason).toBe('STOP');
  });
});
