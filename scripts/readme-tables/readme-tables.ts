import { callTable, importTable, parkedTable, wireTable } from '../../bench/report/cost-tables.js';
import { readResults } from '../../bench/report/results.js';
import { scenarioTable } from '../../bench/report/scenario-table.js';
import { variantTable } from '../../bench/report/variant-table.js';
import { workTable } from '../../bench/report/work-table.js';
import { errorKindsTable } from './error-kinds-table.js';
import { eventsTable } from './events-table.js';
import { optionsTable, timeoutsTable } from './options-table.js';

/** The tables of README.md that are made from the code, by the names in their markers. */
export const README_TABLES: Readonly<Record<string, () => string>> = {
  kinds: errorKindsTable,
  events: eventsTable,
  options: optionsTable,
  timeouts: timeoutsTable,
  work: () => workTable(readResults()),
};

/** The tables of docs/benchmarks.md, made from the last run that was kept. */
const BENCHMARK_TABLES: Readonly<Record<string, () => string>> = {
  scenarios: () => scenarioTable(readResults()),
  work: () => workTable(readResults()),
  variants: () => variantTable(readResults()),
  calls: () => callTable(readResults()),
  wire: () => wireTable(readResults()),
  parked: () => parkedTable(readResults()),
  imports: () => importTable(readResults()),
  machine: () => readResults().machine,
};

/** The documents with tables that are made, each with its own. */
export const DOCUMENTS: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  'README.md': README_TABLES,
  'docs/benchmarks.md': BENCHMARK_TABLES,
};
