import { renameSync } from 'node:fs';
import { join } from 'node:path';
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
  const undici = join(bare, 'node_modules/undici');
  renameSync(undici, `${undici}-away`);
  try {
    program(bare, 'without-undici.mjs');
  } finally {
    renameSync(`${undici}-away`, undici);
  }
  return `Node ${node.version}: import, require(), without SDKs, without undici, calls over the simulator`;
}
