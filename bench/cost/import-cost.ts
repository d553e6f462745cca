import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { PACKAGES, REPOSITORY } from './packages.js';
import { median } from './statistics.js';

/** What it costs to import a package. */
export interface ImportCost {
  readonly id: string;
  readonly title: string;
  /** Over the time of an empty process. */
  readonly importMs: number;
  /** Minified and gzipped with everything that it imports. */
  readonly gzipBytes: number;
  /** Its own code alone, where that was measured. */
  readonly ownGzipBytes: number | undefined;
}

/** Measures imports in fresh processes, taken in turns, and bundles. Build the library first. */
export async function measureImports(rounds: number): Promise<readonly ImportCost[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-import-'));
  try {
    symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    const programs = [
      { id: 'empty', code: '' },
      ...PACKAGES.map(({ id, specifier }) => ({ id, code: `import '${specifier}';\n` })),
    ];
    const times = new Map<string, number[]>();
    for (const { id, code } of programs) {
      writeFileSync(join(folder, `${id}.mjs`), code);
      processMs(join(folder, `${id}.mjs`)); // The first run reads the disk.
      times.set(id, []);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const { id } of programs) times.get(id)?.push(processMs(join(folder, `${id}.mjs`)));
    }
    const emptyMs = median(times.get('empty') ?? []);
    return await Promise.all(
      PACKAGES.map(async ({ id, title, specifier, isOurs }) => ({
        id,
        title,
        importMs: median(times.get(id) ?? []) - emptyMs,
        gzipBytes: await gzipBytesOf({ folder, specifier, packages: 'bundle' }),
        ownGzipBytes: isOurs ? await gzipBytesOf({ folder, specifier, packages: 'external' }) : undefined,
      })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function processMs(program: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8', timeout: 60_000 });
  if (status !== 0) throw new Error(`${program} failed:\n${stderr}`);
  return performance.now() - startedAt;
}

async function gzipBytesOf({
  folder,
  specifier,
  packages,
}: {
  readonly folder: string;
  readonly specifier: string;
  readonly packages: 'bundle' | 'external';
}): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: `import * as all from '${specifier}';\nglobalThis.all = all;\n`, resolveDir: folder },
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
    ...(packages === 'external' ? { packages: 'external' } : {}),
  });
  return gzipSync(outputFiles[0]?.contents ?? '').length;
}
