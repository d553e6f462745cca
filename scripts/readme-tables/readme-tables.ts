import { errorKindsTable } from './error-kinds-table.js';
import { eventsTable } from './events-table.js';
import { optionsTable, timeoutsTable } from './options-table.js';

/** The tables of README.md that are made from the code, by the names in their markers. */
export const README_TABLES: Readonly<Record<string, () => string>> = {
  kinds: errorKindsTable,
  events: eventsTable,
  options: optionsTable,
  timeouts: timeoutsTable,
};
