import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { neutralKnowledge } from '../classify/neutral/index.js';
import type { ErrorKnowledge } from '../core/error-rule.js';
import { allKnowledge } from './knowledge.js';

const everything: readonly ErrorKnowledge[] = [...allKnowledge, neutralKnowledge];
const rows = everything.flatMap((knowledge) =>
  [...knowledge.rules, ...(knowledge.refinements ?? [])].map((row) => ({ knowledge, row })),
);

/** The alternatives of a pattern that stand outside of all brackets. */
function alternatives(source: string): readonly string[] {
  const plain = source.replaceAll(/\[[^\]]*\]/g, '[]');
  let depth = 0;
  let current = '';
  const found: string[] = [];
  for (const character of plain) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) {
      found.push(current);
      current = '';
    } else {
      current += character;
    }
  }
  return [...found, current];
}

describe('the knowledge of errors', () => {
  it('has an entry for every provider that there is a folder for', () => {
    const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(allKnowledge.map(({ name }) => name).sort()).toEqual(folders.map(({ name }) => name).sort());
  });

  it('says of every row where it is known from', () => {
    for (const { row } of rows) expect(row.source).toMatch(/^https:\/\/[\w.-]+\.[a-z]+\/\S*$/);
  });

  it('asks something in every row', () => {
    for (const { row } of rows) expect(Object.keys(row.when).length, row.source).toBeGreaterThan(0);
  });

  it('names only calendars that exist', () => {
    for (const { rules, calendars } of everything) {
      for (const { calendar } of rules) if (calendar !== undefined) expect(calendars[calendar]).toBeTypeOf('function');
    }
  });

  it('writes its patterns for messages in lower case, which is what they are held against', () => {
    for (const { row } of rows) {
      for (const pattern of [row.when.message, row.when.quotaId]) {
        // Escapes such as \S and \d stand aside.
        const letters = pattern?.source.replaceAll(/\\./g, '') ?? '';
        expect(letters, row.source).toBe(letters.toLowerCase());
        expect(pattern?.global ?? false).toBe(false);
      }
    }
  });

  it('never looks for a bare number or a single word anywhere in a message', () => {
    for (const { row } of rows) {
      for (const part of alternatives(row.when.message?.source ?? 'two words')) {
        expect(part, row.source).not.toMatch(/^(?:\\b)?(?:\d+|[a-z]+)(?:\\b)?$/);
      }
    }
  });
});
