import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../run.js';

/** A program of a user: a folder with the tarball, the programs of test/package, and other packages. */
export interface ConsumerOptions {
  readonly folder: string;
  readonly tarball: string;
  /** Versions or aliases by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Installs the tarball as a user does. Returns the folder. */
export function createConsumer({ folder, tarball, packages }: ConsumerOptions): string {
  cpSync('test/package/programs', folder, { recursive: true });
  const dependencies = { 'llm-resilience': `file:${tarball}`, ...packages };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }, null, 2));
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'], { cwd: folder });
  return folder;
}

interface InstalledPackage {
  readonly hasInstallScript?: boolean;
}

/**
 * Checks what the tarball alone brings along.
 * @returns one line for the reader.
 * @throws Error where installing it runs a script or pulls in an optional peer.
 */
export function checkInstallation(folder: string, optionalPeers: readonly string[]): string {
  const lockfile = readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8');
  const { packages } = JSON.parse(lockfile) as { readonly packages: Readonly<Record<string, InstalledPackage>> };
  const withScripts = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript === true);
  if (withScripts.length > 0) throw new Error(`Installing runs scripts of ${withScripts.join(', ')}.`);
  const pulled = optionalPeers.filter((name) => packages[`node_modules/${name}`] !== undefined);
  if (pulled.length > 0) throw new Error(`Installing pulls in the optional ${pulled.join(', ')}.`);
  return `installs ${Object.keys(packages).length} packages, none with an install script, no SDK`;
}
