import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withoutSources } from './strip-rule-sources.js';

const folders = ['providers/gemini/', 'providers/ollama/', 'providers/openai/', 'classify/neutral/'];
const files = folders.flatMap((folder) => {
  const directory = new URL(`../src/${folder}`, import.meta.url);
  return readdirSync(directory)
    .filter((name) => name.startsWith('rules') || folder === 'classify/neutral/')
    .map((name) => ({ name: folder + name, code: readFileSync(new URL(name, directory), 'utf8') }));
});

describe('stripping the sources of rules from what is published', () => {
  it.each(files)('leaves the rows of $name without one, and every line in its place', ({ code }) => {
    const stripped = withoutSources(code);
    expect(stripped).not.toMatch(/\bsource:/);
    expect(stripped.split('\n')).toHaveLength(code.split('\n').length);
  });

  it('takes nothing else', () => {
    const row = "{ kind: 'overloaded', when: { status: 503 }, source: DOCS },";
    expect(withoutSources(row)).toBe("{ kind: 'overloaded', when: { status: 503 },  },");
    expect(withoutSources("resetSource: 'text', quotaSource: X,")).toBe("resetSource: 'text', quotaSource: X,");
  });
});
