// Measures what importing the built library costs: the median of 15 fresh processes, over the time of an empty module's
// process in the same run. Usage: tsx scripts/import-time.ts [--scale-to-machine]
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { run } from './run.js';

const RUNS = 15;
const LIMIT_MS = 60;
/** What importing zod alone costs where the limit was set; it is most of the library's cost, and not ours to change. */
const USUAL_ZOD_MS = 42;

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

const { values } = parseArgs({ options: { 'scale-to-machine': { type: 'boolean', default: false } } });
const folder = mkdtempSync(join(tmpdir(), 'import-time-'));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
try {
  const { empty, zod, library } = measure(folder);
  const costMs = library - empty;
  const zodMs = zod - empty;
  // A slower or busier machine gets as much more as it takes for zod: what we add ourselves is held to the limit still.
  const limitMs = values['scale-to-machine'] ? LIMIT_MS * Math.max(1, zodMs / USUAL_ZOD_MS) : LIMIT_MS;
  console.log(
    `import 'llm-resilience': ${costMs.toFixed(1)} ms (of it zod ${zodMs.toFixed(1)} ms) over an empty process of ` +
      `${empty.toFixed(1)} ms; limit ${limitMs.toFixed(1)} ms; Node ${process.version}, median of ${RUNS}.`,
  );
  if (!(costMs < limitMs)) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
