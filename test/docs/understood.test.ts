import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { patternWords } from '../../scripts/understood/pattern-words.js';
import { understoodPage } from '../../scripts/understood/understood-page.js';
import { allKnowledge } from '../../src/providers/knowledge.js';
import { VENDORS, type VendorSpec } from '../../src/providers/openai/vendors.js';

const page = readFileSync('docs/understood.md', 'utf8');

describe('docs/understood.md', () => {
  it('is what the rules make', () => {
    expect(page, 'It is stale: run `npx tsx scripts/understood.ts`.').toBe(understoodPage());
  });

  it('shows every rule of every provider, and every vendor', () => {
    for (const { source } of allKnowledge.flatMap(({ rules }) => rules)) expect(page).toContain(source);
    for (const { title } of Object.values<VendorSpec>(VENDORS)) expect(page).toContain(title);
    const rows = page.split('\n').filter((line) => line.includes('[source]('));
    expect(rows.length).toBeGreaterThan(allKnowledge.flatMap(({ rules }) => rules).length);
  });
});

describe('patternWords', () => {
  it.each([
    [/\brate limit exceeded: free-models-per-/, '“rate limit exceeded: free-models-per-”'],
    [/\b(?:no|over) capacity\b|^overloaded\b/m, '“no/over capacity”, “overloaded”'],
    [/\bexceeded\b[^\n]{0,60}\bmonthly (?:usage )?limit\b/, '“exceeded…monthly [usage ]limit”'],
    [/\bmodel '[^']{1,200}' not found\b/, "“model '…' not found”"],
  ])('%s', (pattern, words) => {
    expect(patternWords(pattern)).toBe(words);
  });
});
