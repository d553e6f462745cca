import { describe, expect, it } from 'vitest';
import { ModelFacts } from './model-facts.js';

const model = { provider: 'ollama', model: 'gemma3' };

describe('ModelFacts', () => {
  it('keeps what a later word leaves out, and takes the latest for the rest', () => {
    const facts = new ModelFacts();
    facts.set(model, { contextLength: 8_192, maxOutputTokens: 2_048 });
    facts.set(model, { contextLength: 4_096 });
    expect(facts.get(model)).toEqual({ contextLength: 4_096, maxOutputTokens: 2_048 });
    expect(facts.get({ ...model, provider: 'gemini' })).toBeUndefined();
  });

  it('forgets the oldest where there are too many, not those that were heard of since', () => {
    const facts = new ModelFacts();
    for (let count = 0; count < 2_000; count += 1)
      facts.set({ ...model, model: `m${count}` }, { contextLength: count });
    facts.set({ ...model, model: 'm0' }, { contextLength: 7 });
    facts.set({ ...model, model: 'new' }, { contextLength: 9 });
    expect(facts.get({ ...model, model: 'm0' })).toEqual({ contextLength: 7 });
    expect(facts.get({ ...model, model: 'm1' })).toBeUndefined();
    expect(facts.get({ ...model, model: 'new' })).toEqual({ contextLength: 9 });
  });

  it('remembers nothing of a model that nothing is known of', () => {
    const facts = new ModelFacts();
    facts.set(model, {});
    expect(facts.get(model)).toBeUndefined();
  });
});
