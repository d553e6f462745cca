import { describe, expect, it } from 'vitest';
import { Recogniser } from './recognise.js';
import type { FetchRoute } from './options.js';

interface Setup {
  readonly routes?: readonly FetchRoute[];
  readonly provider?: string;
  readonly method?: string;
}

function seen(address: string, { routes = [], provider, method = 'POST' }: Setup = {}): string {
  const found = new Recogniser(routes, provider).recognise(method, address)?.recognised;
  return found === undefined ? 'nothing' : `${found.provider} ${found.api.name} ${found.model ?? '-'}`;
}

describe('a recogniser', () => {
  it.each([
    ['https://api.openai.com/v1/chat/completions', 'openai openai -'],
    ['https://eu.api.openai.com/v1/responses', 'openai openai -'],
    ['https://x.openai.azure.com/openai/deployments/gpt-x/chat/completions?api-version=1', 'azure openai gpt-x'],
    ['https://openrouter.ai/api/v1/chat/completions', 'openrouter openai -'],
    ['https://api.groq.com/openai/v1/chat/completions', 'groq openai -'],
    ['https://codestral.mistral.ai/v1/chat/completions', 'mistral openai -'],
    ['https://x.services.ai.azure.com/openai/v1/chat/completions', 'azure openai -'],
    ['https://api.moonshot.cn/v1/chat/completions', 'moonshot openai -'],
    ['https://router.huggingface.co/v1/chat/completions', 'hugging-face openai -'],
    ['https://api.anthropic.com/v1/chat/completions', 'anthropic openai -'],
    ['https://api.anthropic.com/v1/messages', 'anthropic anthropic -'],
    ['https://api.deepseek.com/anthropic/v1/messages', 'deepseek anthropic -'],
    ['https://generativelanguage.googleapis.com/v1beta/models/gemini-x:generateContent', 'gemini gemini gemini-x'],
    ['https://generativelanguage.googleapis.com/v1beta/openai/chat/completions', 'gemini openai -'],
    ['https://us-central1-aiplatform.googleapis.com/v1/projects/p/models/g:streamGenerateContent', 'vertex gemini g'],
    ['https://ollama.com/api/chat', 'ollama ollama -'],
    ['http://gpu-box:11434/api/generate', 'ollama ollama -'],
    ['http://127.0.0.1:11434/v1/chat/completions', 'ollama openai -'],
    ['http://localhost:8080/api/chat', 'ollama ollama -'],
    ['http://localhost:1234/v1/chat/completions', 'openai-compatible openai -'],
  ])('knows %s', (address, expected) => {
    expect(seen(address)).toBe(expected);
  });

  it.each([
    'https://example.com/v1/chat/completions',
    'https://api.openai.com.example.com/v1/chat/completions',
    'https://notapi.openai.com/v1/chat/completions',
    'https://apixgroq.com/v1/chat/completions',
    'https://evilapi.groq.com/v1/chat/completions',
    'https://api.openai.com/v1/files',
    'https://api.openai.com/v1/batches',
    'http://localhost:3000/api/users',
  ])('lets %s pass', (address) => {
    expect(seen(address)).toBe('nothing');
  });

  it('lets lists of models pass', () => {
    expect(seen('https://api.openai.com/v1/models', { method: 'GET' })).toBe('nothing');
  });

  it('takes every host for the provider that is named', () => {
    expect(seen('https://llm.example.com/v1/chat/completions', { provider: 'work' })).toBe('work openai -');
    expect(seen('https://llm.example.com/health', { provider: 'work' })).toBe('nothing');
  });

  it('takes what is below a route, and nothing beside it', () => {
    const routes = [{ baseURL: 'https://llm.example.com/team/', provider: 'team' }];
    expect(seen('https://llm.example.com/team/v1/chat/completions', { routes })).toBe('team openai -');
    expect(seen('https://llm.example.com/team-b/v1/chat/completions', { routes })).toBe('nothing');
  });
});
