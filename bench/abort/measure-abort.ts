import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Contestant } from '../harness/contestant.js';
import type { AbortResult, AbortScore } from './abort-result.js';

const PROGRAM = fileURLToPath(new URL('./program.ts', import.meta.url));

/** The middle one counts: the machine may be busy with other things. */
const ROUNDS = 3;

/** Scenario g, in a process of its own, on real timers: 200 waiting calls are aborted by one signal. */
export function measureAbort(contestant: Contestant): AbortScore {
  const rounds = Array.from({ length: ROUNDS }, () => abortOnce(contestant));
  const [middle] = rounds.sort((one, other) => one.settledMs - other.settledMs).slice(Math.floor(ROUNDS / 2));
  if (middle === undefined) throw new Error('There was no round.');
  return middle;
}

function abortOnce({ id }: Contestant): AbortScore {
  const { stdout, stderr, error } = spawnSync(process.execPath, ['--import', 'tsx', PROGRAM, id], {
    encoding: 'utf8',
    timeout: 15_000,
    killSignal: 'SIGKILL',
  });
  const line = stdout.split('\n').find((text) => text.startsWith('{'));
  if (line === undefined) throw new Error(`The program for ${id} printed no result:\n${stdout}${stderr}`);
  return { contestant: id, ...(JSON.parse(line) as AbortResult), exits: error === undefined };
}
