/*
 * Writes the tables of README.md that are made from the code, between their markers. A test fails where they are stale.
 *
 * Usage: tsx scripts/readme-tables.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fillTables } from './readme-tables/markdown.js';
import { README_TABLES } from './readme-tables/readme-tables.js';

const written = readFileSync('README.md', 'utf8');
const filled = fillTables(written, README_TABLES);
if (filled !== written) writeFileSync('README.md', filled);
console.log(
  filled === written ? 'The tables of README.md are up to date.' : 'The tables of README.md were written anew.',
);
