import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A Node.js to run programs on. */
export interface NodeBinary {
  /** The whole version, `v22.23.3`. */
  readonly version: string;
  readonly path: string;
}

/** The majors that the library promises to run on. */
export const SUPPORTED_MAJORS: readonly number[] = [20, 22, 24, 26];

/**
 * The Node.js of a major version: the one that runs this, if it is of that major, else the binary in the npm package
 * `node`, kept under node_modules/.cache between runs.
 */
export function nodeBinary(major: number): NodeBinary {
  if (process.versions.node.startsWith(`${major}.`)) return { version: process.version, path: process.execPath };
  const folder = resolve(`node_modules/.cache/node-${major}`);
  const path = join(folder, 'node_modules/node/bin/node');
  if (!existsSync(path)) install(major, folder);
  return { version: execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(), path };
}

function install(major: number, folder: string): void {
  mkdirSync(folder, { recursive: true });
  // Its postinstall script puts the binary in its place; npm 12 runs none that is not approved here.
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, allowScripts: { node: true } }));
  execFileSync(
    'npm',
    ['install', '--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error', `node@${major}`],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
}

/** An environment whose `node` is the given one: npm and the tools that it starts then run on it. */
export function environmentWith(binary: NodeBinary): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(binary.path)}:${process.env['PATH'] ?? ''}` };
}
