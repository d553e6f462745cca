/*
 * Writes the tables of the documents that are made from the code, or from the results of the benchmark, between their
 * markers. A test fails where they are stale.
 *
 * Usage: tsx scripts/readme-tables.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fillTables } from './readme-tables/markdown.js';
import { DOCUMENTS } from './readme-tables/readme-tables.js';

for (const [path, tables] of Object.entries(DOCUMENTS)) {
  const written = readFileSync(path, 'utf8');
  const filled = fillTables(written, tables);
  if (filled !== written) writeFileSync(path, filled);
  console.log(`The tables of ${path} ${filled === written ? 'are up to date' : 'were written anew'}.`);
}
