// Measures what importing the built library costs: the median of 15 fresh processes, over the time of an empty module's
// process in the same run. Usage: tsx scripts/import-time.ts [limit in ms]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const RUNS = 15;
const limitMs = Number(process.argv[2] ?? 60);

const folder = mkdtempSync(join(tmpdir(), 'import-time-'));
const empty = join(folder, 'empty.mjs');
const importing = join(folder, 'importing.mjs');
writeFileSync(empty, '');
writeFileSync(importing, `import ${JSON.stringify(pathToFileURL(resolve('dist/index.js')).href)};\n`);

function processMs(file: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${file} failed:\n${stderr}`);
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

try {
  processMs(importing); // The first run reads the disk.
  const emptyMs: number[] = [];
  const importingMs: number[] = [];
  // Taken in turns, so that a busy moment of the machine falls on both.
  for (let run = 0; run < RUNS; run += 1) {
    emptyMs.push(processMs(empty));
    importingMs.push(processMs(importing));
  }
  const costMs = median(importingMs) - median(emptyMs);
  console.log(
    `import 'llm-resilience': ${costMs.toFixed(1)} ms over an empty process of ${median(emptyMs).toFixed(1)} ms ` +
      `(Node ${process.version}, median of ${RUNS}; limit ${limitMs} ms).`,
  );
  if (!(costMs < limitMs)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
