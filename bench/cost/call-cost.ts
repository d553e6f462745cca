import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What one successful call costs. */
export interface CallCost {
  readonly id: string;
  readonly title: string;
  /** The `id` of what it is counted over. */
  readonly over: string | undefined;
  readonly microseconds: number;
  /** Allocated, not kept. */
  readonly bytes: number;
}

/** What calls are put around: each of these, with all that is put around it, is measured in a process of its own. */
const BASES = ['function', 'ollama', 'openai', 'gemini'];

/** Measures calls, those that are compared in one process. */
export function measureCalls(rounds: number): readonly CallCost[] {
  return BASES.flatMap((base) => runProgram<readonly CallCost[]>('call-program.ts', [base, String(rounds)]));
}

/** Runs a program of this folder. @returns the JSON that it prints. */
export function runProgram<Result>(name: string, args: readonly string[]): Result {
  const program = fileURLToPath(new URL(`./${name}`, import.meta.url));
  // 128 MB of young generation from the start.
  const flags = ['--expose-gc', '--min-semi-space-size=128', '--max-semi-space-size=128', '--import', 'tsx'];
  const { stdout, stderr, status } = spawnSync(process.execPath, [...flags, program, ...args], {
    encoding: 'utf8',
    timeout: 300_000,
    killSignal: 'SIGKILL',
  });
  const line = stdout.split('\n').findLast((text) => /^[[{]/.test(text));
  if (status !== 0 || line === undefined) throw new Error(`${name} failed:\n${stdout}${stderr}`);
  return JSON.parse(line) as Result;
}
