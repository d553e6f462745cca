// Uses the packed tarball as its users will: installed into empty folders, from ESM, from require() and from
// TypeScript, on every Node.js that the library promises. Needs the npm registry. The programs are in test/package.
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryPoints } from './entry-points.js';
import { nodeBinary, SUPPORTED_MAJORS } from './node-binaries.js';
import { packTarball } from './pack.js';
import { run } from './run.js';

const { peerDependencies } = createRequire(import.meta.url)('../package.json') as {
  readonly peerDependencies: Readonly<Record<string, string>>;
};
const sdks = Object.keys(peerDependencies);
const subpaths = entryPoints().map(({ subpath }) => subpath);
const compilers = { 'typescript-5': 'npm:typescript@~5.9.3', 'typescript-6': 'npm:typescript@^6.0.3' };

/** The version of a package in the project's own node_modules. */
function installedVersion(name: string): string {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string };
  return version;
}

/** An empty program of a user, with the tarball and `packages` installed. */
function installed(folder: string, packages: Readonly<Record<string, string>>): string {
  cpSync('test/package/programs', folder, { recursive: true });
  const dependencies = { 'llm-resilience': `file:${tarball}`, ...packages };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }, null, 2));
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'], { cwd: folder });
  return folder;
}

/** What npm wrote of each package that it installed. */
function packagesIn(folder: string): Readonly<Record<string, { readonly hasInstallScript?: boolean }>> {
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
    packages: Record<string, { hasInstallScript?: boolean }>;
  };
  return lock.packages;
}

function checkBareInstall(folder: string): void {
  const packages = packagesIn(folder);
  const withScripts = Object.keys(packages).filter((path) => packages[path]?.hasInstallScript === true);
  if (withScripts.length > 0) throw new Error(`Installing runs scripts of ${withScripts.join(', ')}.`);
  const pulled = sdks.filter((name) => packages[`node_modules/${name}`] !== undefined);
  if (pulled.length > 0) throw new Error(`Installing pulls in the optional ${pulled.join(', ')}.`);
  console.log(`  installs ${Object.keys(packages).length} packages, none with an install script, no SDK`);
}

function checkPrograms(bare: string, full: string): void {
  for (const major of SUPPORTED_MAJORS) {
    const node = nodeBinary(major);
    // A program that hangs because something of ours keeps it alive is a failure, too.
    const program = (cwd: string, ...args: string[]): void => {
      run(node.path, ['--trace-uncaught', ...args], { cwd, timeoutMs: 60_000 });
    };
    program(bare, 'import-all.mjs', ...subpaths);
    program(bare, 'require-all.cjs', ...subpaths);
    program(bare, 'missing-sdk.mjs');
    program(full, 'import-all.mjs', ...subpaths);
    program(full, 'require-all.cjs', ...subpaths);
    program(full, 'calls.mjs');
    const undici = join(bare, 'node_modules/undici');
    renameSync(undici, `${undici}-away`);
    try {
      program(bare, 'without-undici.mjs');
    } finally {
      renameSync(`${undici}-away`, undici);
    }
    console.log(`  Node ${node.version}: import, require(), without SDKs, without undici, calls over the simulator`);
  }
}

function checkTypes(full: string): void {
  for (const compiler of Object.keys(compilers)) {
    for (const exactOptionalPropertyTypes of [true, false]) {
      const compilerOptions = {
        strict: true,
        noEmit: true,
        target: 'es2023',
        module: 'nodenext',
        types: ['node'],
        skipLibCheck: false,
        noUncheckedIndexedAccess: true,
        exactOptionalPropertyTypes,
      };
      const tsconfig = { compilerOptions, files: ['uses-types.ts', 'uses-types.cts'] };
      writeFileSync(join(full, 'tsconfig.json'), JSON.stringify(tsconfig));
      run(process.execPath, [`node_modules/${compiler}/bin/tsc`, '-p', '.'], { cwd: full });
    }
    console.log(
      `  ${compiler}: strict, nodenext, ESM and CommonJS, exactOptionalPropertyTypes on and off, no skipLibCheck`,
    );
  }
}

const tarball = packTarball();
const root = mkdtempSync(join(tmpdir(), 'llm-resilience-smoke-'));
try {
  const bare = installed(join(root, 'bare'), {});
  checkBareInstall(bare);
  const full = installed(join(root, 'full'), {
    ...Object.fromEntries([...sdks, '@types/node'].map((name) => [name, installedVersion(name)])),
    ...compilers,
  });
  checkPrograms(bare, full);
  checkTypes(full);
} finally {
  rmSync(root, { recursive: true, force: true });
}
