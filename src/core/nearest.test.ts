import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.js';

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
