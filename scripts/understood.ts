/*
 * Writes docs/understood.md, the page that is made from the rules. A test fails where it is stale.
 *
 * Usage: tsx scripts/understood.ts
 */
import { writeFileSync } from 'node:fs';
import { understoodPage } from './understood/understood-page.js';

writeFileSync('docs/understood.md', understoodPage());
console.log('docs/understood.md is written.');
