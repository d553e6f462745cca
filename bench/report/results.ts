import { readFileSync, writeFileSync } from 'node:fs';
import type { AbortScore } from '../abort/abort-result.js';
import type { CallCost } from '../cost/call-cost.js';
import type { ImportCost } from '../cost/import-cost.js';
import type { ParkedCost } from '../cost/parked-cost.js';
import type { Summary } from './summary.js';

/** All that a whole run measures; the tables of the documents are made of it. */
export interface BenchResults {
  /** Where the times were taken: they compare contestants of one run, and nothing else. */
  readonly machine: string;
  readonly contestants: readonly { readonly id: string; readonly title: string }[];
  readonly summaries: readonly Summary[];
  readonly aborts: readonly AbortScore[];
  readonly calls: readonly CallCost[];
  /** The same over real connections. */
  readonly wire: readonly CallCost[];
  readonly parked: readonly ParkedCost[];
  readonly imports: readonly ImportCost[];
}

const FILE = new URL('../results.json', import.meta.url);

/** The results of the last whole run that was kept. */
export function readResults(): BenchResults {
  return JSON.parse(readFileSync(FILE, 'utf8')) as BenchResults;
}

/** Keeps results. */
export function writeResults(results: BenchResults): void {
  writeFileSync(FILE, `${JSON.stringify(results, null, 2)}\n`);
}
