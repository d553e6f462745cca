// The packed tarball beside the SDKs that programs use already, in each of their majors, on a Node.js that takes them:
// their types, 300 calls over a wall, faults and a dead key, each SDK against the client; and job queues, BullMQ over a
// real Redis and the recipes for others with the packages of these.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { nodeBinary } from './node-binaries.js';
import { packTarball } from './pack.js';
import { run } from './run.js';
import { createConsumer } from './smoke/consumer.js';

const COMPILER = { typescript: '~5.9.3', '@types/node': '^20.19.43' };
const BOTH = {
  ...COMPILER,
  ollama: '^0.6.4',
  '@langchain/openai': '^1.5.8',
  '@langchain/core': '^1.4.0',
  zod: '^4.6.7',
};

const ROWS = [
  {
    node: 20,
    packages: {
      openai: '^6.49.0',
      '@google/genai': '^2.32.0',
      ai: '^6.0.326',
      '@ai-sdk/openai': '^3.0.141',
      bullmq: '^5.81.5',
    },
  },
  {
    node: 24,
    packages: {
      openai: '^7.55.0',
      '@google/genai': '^3.1.0',
      ai: '^7.0.173',
      '@ai-sdk/openai': '^4.0.0',
      bullmq: '^6.7.0',
      ioredis: '^5.11.1',
    },
  },
] as const;

/** Of Trigger.dev the parts are tried that its own worker is made of, which may change in any version. */
const RECIPES = {
  ...COMPILER,
  '@temporalio/common': '^1.24.0',
  '@trigger.dev/core': '4.8.3',
  '@trigger.dev/sdk': '4.8.3',
  inngest: '^4.24.0',
  'pg-boss': '^12.38.0',
};
const RECIPES_NODE = 24;

const SDKS = ['openai', 'ollama', 'genai', 'ai', 'langchain'];
const LONGEST_MS = 240_000;

/** Whether there is a Redis to start; where there is none, one is installed if the machine lets us. */
function findRedis(): boolean {
  const isThere = (): boolean => spawnSync('redis-server', ['--version']).status === 0;
  if (isThere()) return true;
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore', timeout: 120_000 });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], {
    stdio: 'ignore',
    timeout: 120_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return isThere();
}

/** Compiles a program of the consumer's as its users would. */
function compile(folder: string, file: string): void {
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--skipLibCheck',
    '--types',
    'node',
  ];
  run(process.execPath, ['node_modules/typescript/bin/tsc', ...options, file], { cwd: folder });
}

const tarball = packTarball();
const root = mkdtempSync(join(tmpdir(), 'llm-resilience-drop-in-'));
const hasRedis = findRedis();
try {
  for (const { node: major, packages } of ROWS) {
    const node = nodeBinary(major);
    const folder = createConsumer({ folder: join(root, `node-${major}`), tarball, packages: { ...packages, ...BOTH } });
    const program = (...args: string[]): string => run(node.path, args, { cwd: folder, timeoutMs: LONGEST_MS });
    console.log(
      `Node ${node.version}, ${Object.entries(packages)
        .map(([name, range]) => `${name} ${range}`)
        .join(', ')}`,
    );
    compile(folder, 'drop-in-types.ts');
    process.stdout.write(program('drop-in.mjs', ...SDKS));
    process.stdout.write(program('ai-middleware.mjs'));
    if (hasRedis) process.stdout.write(program('queue.mjs'));
    else console.log('SKIPPED: job queues over a real Redis. Install redis-server to have them tried.');
  }
  const node = nodeBinary(RECIPES_NODE);
  const folder = createConsumer({ folder: join(root, 'recipes'), tarball, packages: RECIPES });
  cpSync('examples/job-queues.ts', join(folder, 'job-queues.ts'));
  compile(folder, 'recipes-types.ts');
  const withPostgres = [resolve('node_modules/tsx/dist/cli.mjs'), resolve('scripts/with-postgres.ts')];
  const args = [...withPostgres, node.path, 'recipes.mjs'];
  process.stdout.write(run(process.execPath, args, { cwd: folder, timeoutMs: LONGEST_MS }));
} finally {
  rmSync(root, { recursive: true, force: true });
}
