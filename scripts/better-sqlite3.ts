// Installs `better-sqlite3` for the tests, outside of node_modules: on Node 20 it compiles for a minute, so that it is no
// dependency. Needs make and a C++ compiler there, and the npm registry. Done once for each Node.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const folder = resolve('.cache/better-sqlite3');

function loads(): boolean {
  if (!existsSync(resolve(folder, 'node_modules/better-sqlite3'))) return false;
  try {
    const Database = createRequire(resolve(folder, 'package.json'))('better-sqlite3') as new (file: string) => {
      close(): void;
    };
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

if (loads()) {
  console.log('better-sqlite3 is there.');
} else {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // npm 12 runs no install script that is not approved here.
  writeFileSync(
    resolve(folder, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { 'better-sqlite3': true } }),
  );
  const options = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...options, 'better-sqlite3@12'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (!loads()) throw new Error('better-sqlite3 is installed and does not load.');
  console.log('better-sqlite3 is installed.');
}
