import { describe, expect, it } from 'vitest';
import { nearest, nearestNames } from './nearest.js';

describe('nearest', () => {
  it('finds what a name was probably meant to be', () => {
    expect(nearest('olama', ['ollama', 'openai'])).toBe('ollama');
    expect(nearest('maxwait', ['maxWait', 'maxAttempts'])).toBe('maxWait');
  });

  it('makes no far guess', () => {
    expect(nearest('claude', ['ollama', 'openai'])).toBeUndefined();
    expect(nearest('x', [])).toBeUndefined();
  });
});

describe('nearestNames', () => {
  it('gives the nearest first, those that hold the name and those with its words mixed up included', () => {
    const names = ['gpt-5', 'gpt-5-mini', 'gpt-4o', 'gemini-2.5-flash', 'text-embedding-3-small'];
    expect(nearestNames('gpt-5', names, 2)).toEqual(['gpt-5', 'gpt-4o']);
    expect(nearestNames('gpt-5-min', names, 1)).toEqual(['gpt-5-mini']);
    expect(nearestNames('gemini-flash-2.5', names, 3)).toEqual(['gemini-2.5-flash']);
    expect(nearestNames('embedding-3', names, 3)).toEqual(['text-embedding-3-small']);
    expect(nearestNames('claude-opus', names, 3)).toEqual([]);
  });

  it('looks little at tags', () => {
    const names = ['llama3.2:latest', 'qwen3:30b-a3b-instruct-2507-q4_K_M', 'x/glm-4.6:free'];
    expect(nearestNames('llama3.3', names, 3)).toEqual(['llama3.2:latest']);
    expect(nearestNames('qwen2', names, 3)).toEqual(['qwen3:30b-a3b-instruct-2507-q4_K_M']);
    expect(nearestNames('llama3.2:1b', names, 3)).toEqual(['llama3.2:latest']);
  });
});
