import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** How an example ended. */
export interface ExampleEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An example that runs. */
export interface RunningExample {
  readonly child: ChildProcess;
  readonly end: Promise<ExampleEnd>;
}

/** Starts an example as a process of its own, with nothing in its environment but what is given. */
export function startExample(
  path: string,
  options: { readonly argv?: readonly string[]; readonly environment?: Readonly<Record<string, string>> } = {},
): RunningExample {
  const { PATH = '', HOME = '', TMPDIR = '/tmp' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...(options.argv ?? [])], {
    cwd: ROOT,
    env: { PATH, HOME, TMPDIR, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails leaves no process behind.
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const end = new Promise<ExampleEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...output }));
  });
  return { child, end };
}

/** Runs an example to its end. */
export function runExample(...given: Parameters<typeof startExample>): Promise<ExampleEnd> {
  return startExample(...given).end;
}
