import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { codeBlocks } from '../../scripts/readme/code-blocks.js';
import { parseOptions } from '../../src/client/options/parse-options.js';
import { gemini } from '../../src/providers/gemini/index.js';
import { ollama } from '../../src/providers/ollama/index.js';
import { openai } from '../../src/providers/openai/index.js';

const files = ['README.md', 'docs/providers.md'];
const blocks = files
  .flatMap((file) => codeBlocks(file, readFileSync(file, 'utf8')))
  .filter(({ language }) => language === 'json');

beforeEach(() => {
  for (const name of ['GEMINI_API_KEY', 'OPENAI_API_KEY', 'OPENROUTER_API_KEY']) vi.stubEnv(name, `key-of-${name}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the configuration in JSON', () => {
  it('is shown at least once', () => {
    expect(blocks.length).toBeGreaterThan(0);
  });

  it.each(blocks)('of $file:$line is one that parseOptions() takes', ({ code }) => {
    const { providers } = parseOptions(code, { providers: { gemini, ollama, openai } });
    expect(providers.length).toBeGreaterThan(0);
  });
});
