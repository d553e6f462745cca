// Runs the packed tarball beside each major version of the SDKs that it takes, on each Node.js that the SDK runs on.
// Needs the npm registry. The program is test/package/programs/majors.mjs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeBinary } from './node-binaries.js';
import { packTarball } from './pack.js';
import { run } from './run.js';
import { createConsumer } from './smoke/consumer.js';
import { SDK_GENERATIONS } from './smoke/sdk-generations.js';

// A request that hangs, or a timer that is left, is a failure too.
const LONGEST_RUN_MS = 60_000;

const tarball = packTarball();
const root = mkdtempSync(join(tmpdir(), 'llm-resilience-majors-'));
try {
  for (const { openai, genai, packages, nodes } of SDK_GENERATIONS) {
    const folder = createConsumer({ folder: join(root, `openai-${openai}`), tarball, packages });
    for (const major of nodes) {
      const node = nodeBinary(major);
      const startedAt = performance.now();
      run(node.path, ['majors.mjs', String(openai), String(genai)], { cwd: folder, timeoutMs: LONGEST_RUN_MS });
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      console.log(`openai ${openai}, @google/genai ${genai}, ollama on Node ${node.version}: ok, ${seconds} s`);
    }
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
