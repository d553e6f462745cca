import { spawnSync } from 'node:child_process';

/** How to run a program: where, how long at most, and whether its output is shown. */
export interface RunOptions {
  readonly cwd?: string;
  /** @default 300_000 */
  readonly timeoutMs?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** `inherit` shows the output as it comes; `pipe` shows it only where the program fails. @default 'pipe' */
  readonly output?: 'inherit' | 'pipe';
}

/**
 * Runs a program to its end.
 * @returns what it printed.
 * @throws Error with all that it printed where it fails or takes too long.
 */
export function run(program: string, args: readonly string[], options: RunOptions = {}): string {
  const { cwd, timeoutMs = 300_000, env, output = 'pipe' } = options;
  const result = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', output, output],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
  });
  if (result.status !== 0) {
    const how = result.error?.message ?? (result.signal === null ? `exit code ${result.status}` : result.signal);
    const printed = output === 'pipe' ? `\n${result.stdout}${result.stderr}` : '';
    throw new Error(`${program} ${args.join(' ')}${cwd === undefined ? '' : ` (in ${cwd})`} failed: ${how}${printed}`);
  }
  return output === 'pipe' ? result.stdout : '';
}
