// Runs a command with a PostgreSQL server of its own: `npx tsx scripts/with-postgres.ts npx vitest run test/usage`. The
// server is in a temporary folder, listens on loopback only, and is gone afterwards. Its address is in
// USAGE_TEST_POSTGRES. Without PostgreSQL the command runs without that, and its tests say that they are skipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = '/usr/lib/postgresql';

function findBinaries(): string | undefined {
  if (!existsSync(ROOT)) return undefined;
  const versions = readdirSync(ROOT).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(ROOT, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('No port came free.');
  return address.port;
}

/** PostgreSQL refuses to run as root; its package brings a user for it. */
function asServerUser(command: string, args: readonly string[]): void {
  const isRoot = process.getuid?.() === 0;
  const [program, all] = isRoot ? ['runuser', ['-u', 'postgres', '--', command, ...args]] : [command, [...args]];
  execFileSync(program, all, { stdio: ['ignore', 'ignore', 'inherit'], cwd: tmpdir() });
}

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('Say which command to run.');

function runCommand(environment: NodeJS.ProcessEnv): number {
  return spawnSync(command as string, args, { stdio: 'inherit', env: { ...process.env, ...environment } }).status ?? 1;
}

const binaries = findBinaries();
if (binaries === undefined) {
  console.log(`SKIPPED: no PostgreSQL under ${ROOT} (apt-get install postgresql).`);
  process.exitCode = runCommand({});
} else {
  const folder = mkdtempSync(join(tmpdir(), 'llm-resilience-postgres-'));
  const data = join(folder, 'data');
  const port = await freePort();
  if (process.getuid?.() === 0) execFileSync('chown', ['postgres', folder]);
  chmodSync(folder, 0o700);
  const server = (action: string, ...more: string[]): void => {
    asServerUser(join(binaries, 'pg_ctl'), ['-D', data, '-w', '-s', ...more, action]);
  };
  try {
    asServerUser(join(binaries, 'initdb'), ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--no-sync']);
    const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
    server('start', '-l', join(folder, 'log'), '-o', settings);
    try {
      process.exitCode = runCommand({ USAGE_TEST_POSTGRES: `postgresql://tester@127.0.0.1:${port}/postgres` });
    } finally {
      server('stop', '-m', 'immediate');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
