import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiFields, unnamedFields } from './api-fields.js';

const PAGES = [
  ['README.md', 'ClientOptions'],
  ['README.md', 'TunableOptions'],
  ['README.md', 'EngineOptions'],
  ['README.md', 'ChatRequest'],
  ['README.md', 'CallOptions'],
  ['README.md', 'TimeoutOptions'],
  ['README.md', 'EmbedRequest'],
  ['README.md', 'CheckRequest'],
  ['README.md', 'CheckResult'],
  ['docs/providers.md', 'ProviderOptions'],
  ['docs/providers.md', 'OllamaOptions'],
  ['docs/providers.md', 'OpenAIOptions'],
  ['docs/providers.md', 'GeminiOptions'],
] as const;

describe('the options', () => {
  it.each(PAGES)('%s names every field of %s', (path, name) => {
    expect(apiFields(name)).not.toEqual([]);
    expect(unnamedFields(name, readFileSync(path, 'utf8'))).toEqual([]);
  });
});
