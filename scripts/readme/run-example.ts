import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const LONGEST_RUN_MS = 60_000;
const preload = pathToFileURL(resolve('scripts/readme/redirect-to-simulator.ts')).href;

/** Keys as a user would have them in the environment; the simulator takes any. */
const environment = {
  OPENAI_API_KEY: 'sk-example',
  GEMINI_API_KEY: 'AIza-example',
  OLLAMA_API_KEY: 'ollama-example',
};

/** What an example runs with. */
export interface ExampleSurroundings {
  /** Of the simulator. */
  readonly port: number;
  /** Where it makes its temporary files. */
  readonly temporaryFolder: string;
}

/**
 * Runs an example in a process of its own against the simulator.
 * @returns what it printed if it failed, was still running after a minute, or left a promise unsettled; else `undefined`.
 */
export async function runExample(
  file: string,
  { port, temporaryFolder }: ExampleSurroundings,
): Promise<string | undefined> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--import', preload, file], {
    env: {
      ...process.env,
      ...environment,
      TMPDIR: temporaryFolder,
      README_SIMULATOR_PORT: String(port),
      TSX_TSCONFIG_PATH: resolve('tsconfig.json'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_RUN_MS,
    killSignal: 'SIGKILL',
  });
  let printed = '';
  const collect = (chunk: Buffer): void => {
    printed += chunk.toString('utf8');
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((settle, reject) => {
    child.once('error', reject);
    child.once('close', (...how) => {
      settle(how);
    });
  });
  if (code === 0) return undefined;
  return `${signal === null ? `exit code ${String(code)}` : `ended by ${signal} after ${LONGEST_RUN_MS / 1_000} s`}\n${printed}`;
}
