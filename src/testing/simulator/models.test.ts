import { describe, expect, it } from 'vitest';
import { ollamaChat } from './sdk-calls.fixture.js';
import { chat, request, simulator, start } from './simulator.fixture.js';

describe('models', () => {
  const models = [
    { name: 'ready:latest' },
    { name: 'retired', state: 'retired' },
    { name: 'busy', state: 'overloaded' },
    { name: 'huge', provider: 'ollama', state: 'insufficient-memory' },
  ] as const;

  it.each([
    ['ready', 200, ''],
    ['absent', 404, "model 'absent' not found"],
    ['retired', 410, /^retired was retired at 2026-07-31 00:00:00 -0700 PDT \(ref: [0-9a-f]{8}\)$/],
    ['busy', 503, /^model 'busy' is temporarily overloaded, please retry shortly or try a different model \(ref: /],
    ['huge', 500, 'model requires more system memory (3.7 GiB) than is available (3.6 GiB)'],
  ])('of Ollama answer as they are: %s', async (model, status, message) => {
    await start({ models });
    const [actual, text] = await request('/api/chat', chat({ model, stream: false }));
    expect(actual).toBe(status);
    if (message !== '') expect(JSON.parse(text).error).toMatch(message);
  });

  it.each([
    ['ready', 200, ''],
    ['absent', 404, 'The model `absent` does not exist or you do not have access to it.'],
    ['retired', 404, 'The model `retired` has been deprecated'],
    ['busy', 503, 'That model is currently overloaded with other requests.'],
  ])('of OpenAI answer as they are: %s', async (model, status, message) => {
    await start({ models });
    const [actual, text] = await request('/v1/chat/completions', chat({ model }));
    expect([actual, text]).toEqual([status, expect.stringContaining(message)]);
  });

  it.each([
    ['ready', 200, ''],
    ['absent', 404, 'models/absent is not found for API version v1beta'],
    ['retired', 404, 'This model models/retired is no longer available.'],
    ['busy', 503, 'The model is overloaded. Please try again later.'],
  ])('of Gemini answer as they are: %s', async (model, status, message) => {
    await start({ models });
    const [actual, text] = await request(`/v1beta/models/${model}:generateContent`, {
      contents: [{ parts: [{ text: 'a' }] }],
    });
    expect([actual, text]).toEqual([status, expect.stringContaining(message)]);
  });

  it('change while the simulator runs', async () => {
    await start({ models: [{ name: 'm' }] });
    simulator.setModel('ollama', 'm', { state: 'missing' });
    await expect(ollamaChat({ simulator, text: 'a' })).rejects.toThrow("model 'm' not found");
    simulator.setModel('ollama', 'm', { state: 'ready' });
    simulator.setModel('ollama', 'new', {});
    await ollamaChat({ simulator, text: 'a', model: 'new' });
    expect(JSON.parse((await request('/api/tags'))[1]).models.map((model: { name: string }) => model.name)).toEqual([
      'm',
      'new',
    ]);
  });

  it('are listed by each provider in its own form', async () => {
    await start({ models: [{ name: 'm', contextLength: 4_096 }] });
    expect(JSON.parse((await request('/v1/models'))[1])).toMatchObject({
      object: 'list',
      data: [{ id: 'm', object: 'model' }],
    });
    expect(JSON.parse((await request('/v1beta/models'))[1])).toMatchObject({
      models: [{ name: 'models/m', inputTokenLimit: 4_096 }],
    });
    expect(JSON.parse((await request('/api/show', { model: 'm' }))[1]).model_info).toMatchObject({
      'llama.context_length': 4_096,
    });
    expect(JSON.parse((await request('/api/version'))[1]).version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await request('/')).toEqual([200, 'Ollama is running']);
    expect(simulator.requests.map((entry) => entry.type)).toEqual(Array(5).fill('info'));
  });
});
