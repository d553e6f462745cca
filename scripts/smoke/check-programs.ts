import { existsSync, renameSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { NodeBinary } from '../node-binaries.js';
import { run } from '../run.js';

/** Where the programs run, and on what. */
export interface ProgramCheck {
  readonly node: NodeBinary;
  /** The tarball alone is installed there. */
  readonly bare: string;
  /** The SDKs are, too. */
  readonly full: string;
  readonly subpaths: readonly string[];
}

// A program that something of ours keeps alive is a failure, too.
const LONGEST_RUN_MS = 60_000;

/**
 * Runs the JavaScript programs of test/package on one Node.js.
 * @returns one line for the reader.
 */
export function checkPrograms({ node, bare, full, subpaths }: ProgramCheck): string {
  const program = (cwd: string, ...args: string[]): void => {
    run(node.path, args, { cwd, timeoutMs: LONGEST_RUN_MS });
  };
  for (const folder of [bare, full]) {
    program(folder, 'import-all.mjs', ...subpaths);
    program(folder, 'require-all.cjs', ...subpaths);
  }
  program(bare, 'missing-sdk.mjs');
  program(full, 'calls.mjs');
  const ledger = checkLedger({
    node,
    run: (...args) => {
      program(full, 'ledger.mjs', ...args);
    },
  });
  const undici = join(bare, 'node_modules/undici');
  renameSync(undici, `${undici}-away`);
  try {
    program(bare, 'without-undici.mjs');
  } finally {
    renameSync(`${undici}-away`, undici);
  }
  return `Node ${node.version}: import, require(), without SDKs, without undici, calls over the simulator, a ledger in ${ledger}`;
}

/** Where `scripts/better-sqlite3.ts` puts it, for the Node.js that ran that. */
const BETTER_SQLITE3 = resolve('.cache/better-sqlite3/node_modules/better-sqlite3');

/** Runs the ledger on each of its stores in files that this Node.js can have. */
function checkLedger({ node, run: runLedger }: { readonly node: NodeBinary; run(...args: string[]): void }): string {
  if (!node.version.startsWith('v20.')) {
    runLedger('sqlite');
    return 'node:sqlite';
  }
  runLedger('json-lines');
  if (node.path !== process.execPath || !existsSync(BETTER_SQLITE3)) return 'JSON lines (SKIPPED: no better-sqlite3)';
  runLedger('sqlite', BETTER_SQLITE3);
  return 'JSON lines, and better-sqlite3';
}
