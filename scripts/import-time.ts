// Measures what importing the built library costs: the median of 15 fresh processes, over the time of an empty module's
// process in the same run.
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from './run.js';

const RUNS = 15;
const LIMIT_MS = 60;

const programs = { empty: '', zod: "import 'zod';\n", library: `import '${resolve('dist/index.js')}';\n` } as const;
type Program = keyof typeof programs;
const names = Object.keys(programs) as Program[];

function processMs(folder: string, name: Program): number {
  const startedAt = performance.now();
  run(process.execPath, [join(folder, `${name}.mjs`)]);
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function measure(folder: string): Record<Program, number> {
  const times: Record<Program, number[]> = { empty: [], zod: [], library: [] };
  for (const name of names) {
    writeFileSync(join(folder, `${name}.mjs`), programs[name]);
    processMs(folder, name); // The first run reads the disk.
  }
  // Taken in turns, so that a busy moment of the machine falls on all.
  for (let round = 0; round < RUNS; round += 1) for (const name of names) times[name].push(processMs(folder, name));
  return { empty: median(times.empty), zod: median(times.zod), library: median(times.library) };
}

const folder = mkdtempSync(join(tmpdir(), 'import-time-'));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
try {
  const { empty, zod, library } = measure(folder);
  const costMs = library - empty;
  const zodMs = zod - empty;
  console.log(
    `import 'llm-resilience': ${costMs.toFixed(1)} ms (zod as a package of its own: ${zodMs.toFixed(1)} ms) over an empty process of ` +
      `${empty.toFixed(1)} ms; limit ${LIMIT_MS} ms; Node ${process.version}, median of ${RUNS}.`,
  );
  if (!(costMs < LIMIT_MS)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
