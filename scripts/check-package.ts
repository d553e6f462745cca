// Checks the packed tarball: what publint and "are the types wrong" say of it, and what lies in it.
import { readFileSync } from 'node:fs';
import { publint, type Message } from 'publint';
import { formatMessage } from 'publint/utils';
import { entryPoints } from './entry-points.js';
import { packTarball } from './pack.js';
import { run } from './run.js';

const tarball = packTarball();
const subpaths = entryPoints().map(({ subpath }) => subpath);

/** The pattern of stores is there from the first version on, so that adding one touches one file; it may match none yet. */
function isEmptyStorePattern(message: Message): boolean {
  const noStores = !subpaths.some((subpath) => subpath.startsWith('./stores/'));
  return noStores && message.code === 'EXPORTS_GLOB_NO_MATCHED_FILES' && message.path[1] === './stores/*';
}

async function checkWithPublint(): Promise<void> {
  const bytes = readFileSync(tarball);
  const tarballBytes = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: tarballBytes }, strict: true });
  const problems = messages.filter((message) => !isEmptyStorePattern(message));
  if (problems.length > 0) {
    throw new Error(`publint: ${problems.map((message) => formatMessage(message, pkg ?? {})).join('\n')}`);
  }
  console.log('publint --strict: all good.');
}

function checkFiles(): void {
  const files = run('tar', ['-tzf', tarball]).trim().split('\n');
  const expected = /^package\/(package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+\.(js|js\.map|d\.ts))$/;
  const strangers = files.filter((file) => !expected.test(file));
  if (strangers.length > 0) throw new Error(`The tarball holds files that nobody expects: ${strangers.join(', ')}`);
  const wanted = entryPoints().flatMap(({ output }) => [`package/dist/${output}.js`, `package/dist/${output}.d.ts`]);
  const missing = wanted.filter((file) => !files.includes(file));
  if (missing.length > 0) throw new Error(`The tarball lacks ${missing.join(', ')}: run the build first.`);
  console.log(`The tarball holds ${files.length} files and all ${subpaths.length} entry points.`);
}

await checkWithPublint();
checkFiles();
// attw doesn't see entry points behind wildcards, so they are listed.
const attwOptions = ['--profile', 'esm-only', '--no-emoji', '--no-color', '--format', 'ascii'];
run('npx', ['attw', tarball, ...attwOptions, '--entrypoints', ...subpaths], { output: 'inherit' });
