// Uses the packed tarball as its users will: installed into empty folders, from ESM, from require() and from
// TypeScript, on every Node.js that the library promises. Needs the npm registry. The programs are in test/package.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entryPoints } from './entry-points.js';
import { nodeBinary, SUPPORTED_MAJORS } from './node-binaries.js';
import { packTarball } from './pack.js';
import { checkPrograms } from './smoke/check-programs.js';
import { checkTypes, COMPILERS } from './smoke/check-types.js';
import { checkInstallation, createConsumer } from './smoke/consumer.js';

interface Manifest {
  readonly version: string;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

const sdks = Object.keys(readManifest('package.json').peerDependencies ?? {});
const developed = [...sdks, '@types/node'].map(
  (name) => [name, readManifest(`node_modules/${name}/package.json`).version] as const,
);
const tarball = packTarball();
const root = mkdtempSync(join(tmpdir(), 'llm-resilience-smoke-'));
try {
  const bare = createConsumer({ folder: join(root, 'bare'), tarball, packages: {} });
  console.log(checkInstallation(bare, sdks));
  const packages = { ...Object.fromEntries(developed), ...COMPILERS };
  const full = createConsumer({ folder: join(root, 'full'), tarball, packages });
  const subpaths = entryPoints().map(({ subpath }) => subpath);
  for (const major of SUPPORTED_MAJORS) {
    console.log(checkPrograms({ node: nodeBinary(major), bare, full, subpaths }));
  }
  for (const line of checkTypes({ bare, full })) console.log(line);
} finally {
  rmSync(root, { recursive: true, force: true });
}
