import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classifyError } from '../../src/client/classify-error.js';
import { ERROR_KINDS } from '../../src/core/error-kinds.js';

interface Row {
  readonly kind: string;
  readonly provider: string | undefined;
  /** A status, or `thrown`. */
  readonly how: string;
  readonly text: string;
}

const PROVIDERS: Readonly<Record<string, string | undefined>> = {
  Ollama: 'ollama',
  OpenAI: 'openai',
  Gemini: 'gemini',
  any: undefined,
};

const sections = readFileSync('docs/errors.md', 'utf8').split(/^### /m).slice(1);
const headings = sections.map((section) => section.split('\n', 1).join(''));
const rows = sections.flatMap((section, index): readonly Row[] =>
  Array.from(section.matchAll(/^\| (\w+) \| (\d{3}|thrown) `(.*)` \|$/gm), ([, name = '', how = '', text = '']) => {
    if (!Object.hasOwn(PROVIDERS, name)) throw new Error(`docs/errors.md: no provider is called ${name}.`);
    return { kind: headings[index] ?? '', provider: PROVIDERS[name], how, text };
  }),
);

describe('docs/errors.md', () => {
  it('has a section for every kind', () => {
    expect([...headings].sort()).toEqual(Object.keys(ERROR_KINDS).sort());
  });

  it('shows at least one form of every kind', () => {
    expect([...new Set(rows.map(({ kind }) => kind))].sort()).toEqual(Object.keys(ERROR_KINDS).sort());
  });

  it.each(rows)('is right that $how $text is $kind', ({ kind, provider, how, text }) => {
    const headers = { 'content-type': text.startsWith('{') ? 'application/json' : 'text/plain' };
    const failure: unknown = how === 'thrown' ? JSON.parse(text) : { status: Number(how), headers, body: text };
    expect(classifyError(failure, { provider, now: 0 }).kind).toBe(kind);
  });
});
