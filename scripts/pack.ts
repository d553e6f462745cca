import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

/** Packs `dist` as it would be published. Returns the tarball's path. */
export function packTarball(): string {
  const folder = resolve('node_modules/.cache/tarball');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // The build is a step of its own, so that what is checked is what was built.
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], { stdio: 'pipe' });
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) throw new Error('npm pack made no tarball.');
  return resolve(folder, tarball);
}
