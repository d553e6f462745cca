import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillTables } from '../../scripts/readme-tables/markdown.js';
import { DOCUMENTS } from '../../scripts/readme-tables/readme-tables.js';
import { EVENT_TYPES } from '../../src/core/events.js';
import { ERROR_KINDS } from '../../src/core/error-kinds.js';

const readme = readFileSync('README.md', 'utf8');

describe.each(Object.entries(DOCUMENTS))('%s', (path, tables) => {
  it('holds the tables that are made for it', () => {
    const written = readFileSync(path, 'utf8');
    expect(written, 'A table is stale: run `npx tsx scripts/readme-tables.ts`.').toBe(fillTables(written, tables));
  });
});

describe('README.md', () => {
  it('names every kind and every event in its tables', () => {
    const rows = readme.split('\n').flatMap((line) => /^\| `([\w-]+)` \|/.exec(line)?.[1] ?? []);
    expect(rows).toEqual(expect.arrayContaining([...Object.keys(ERROR_KINDS), ...EVENT_TYPES]));
  });
});

describe('fillTables', () => {
  const tables = { one: () => '| 1 |' };

  it('replaces what stands between the markers, and nothing else', () => {
    const before = 'above\n<!-- table: one -->\nold\n<!-- end of table -->\nbelow\n';
    expect(fillTables(before, tables)).toBe('above\n<!-- table: one -->\n\n| 1 |\n\n<!-- end of table -->\nbelow\n');
  });

  it('refuses unknown tables, and a document without a place for one', () => {
    expect(() => fillTables('<!-- table: two -->\n<!-- end of table -->', tables)).toThrow('no table "two"');
    expect(() => fillTables('nothing', tables)).toThrow('one');
  });
});
