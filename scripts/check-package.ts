// Checks the packed tarball: what publint and "are the types wrong" say of it, and what lies in it.
import { execFileSync } from 'node:child_process';
import { entryPoints } from './entry-points.js';
import { packTarball } from './pack.js';

const tarball = packTarball();

execFileSync('npx', ['publint', 'run', tarball, '--strict'], { stdio: 'inherit' });

// attw doesn't see entry points behind wildcards, so they are listed.
execFileSync(
  'npx',
  [
    'attw',
    tarball,
    '--profile',
    'esm-only',
    '--no-emoji',
    '--no-color',
    '--format',
    'ascii',
    '--entrypoints',
    ...entryPoints().map(({ subpath }) => subpath),
  ],
  { stdio: 'inherit' },
);

const files = execFileSync('tar', ['-tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
const expected = /^package\/(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+\.(js|js\.map|d\.ts))$/;
const strangers = files.filter((file) => !expected.test(file));
if (strangers.length > 0) throw new Error(`The tarball holds files that nobody expects there: ${strangers.join(', ')}`);
for (const { output } of entryPoints()) {
  for (const file of [`package/dist/${output}.js`, `package/dist/${output}.d.ts`]) {
    if (!files.includes(file)) throw new Error(`The tarball lacks ${file}: run the build first.`);
  }
}
console.log(`The tarball holds ${files.length} files and all ${entryPoints().length} entry points.`);
