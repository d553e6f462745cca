import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What one successful call costs. */
export interface CallCost {
  readonly id: string;
  readonly title: string;
  /** The `id` of what it is counted over. */
  readonly over: string | undefined;
  /** Of CPU: the lower quartile of its rounds. */
  readonly microseconds: number;
  /** Allocated, not kept. */
  readonly bytes: number;
}

/** The ids of calls; `wire` puts their answers behind real connections. */
export interface CallGroup {
  readonly ids: readonly string[];
  readonly over: 'memory' | 'wire';
}

const inMemory = (...ids: readonly string[]): CallGroup => ({ ids, over: 'memory' });
const onTheWire = (...ids: readonly string[]): CallGroup => ({ ids, over: 'wire' });

/** What is compared with each other, in a process of its own: first what the others are put around. */
export const GROUPS: readonly CallGroup[] = [
  inMemory('function', 'run', 'cockatiel', 'p-retry'),
  inMemory('ollama', 'chat-ollama'),
  inMemory('openai', 'chat-openai'),
  // Apart: no program makes its calls in turns with those of this library, which would slow them down.
  inMemory('openai', 'ai-sdk'),
  inMemory('gemini', 'chat-gemini'),
  inMemory('gemini-system', 'chat-gemini-system'),
];

export const WIRE_GROUPS: readonly CallGroup[] = [
  onTheWire('ollama', 'chat-ollama'),
  onTheWire('openai', 'chat-openai'),
  onTheWire('openai', 'ai-sdk'),
  onTheWire('gemini', 'chat-gemini'),
];

/** Measures calls, those that are compared in one process. */
export function measureCalls(groups: readonly CallGroup[], rounds: number): readonly CallCost[] {
  const costs = new Map<string, CallCost>();
  for (const { ids, over } of groups) {
    for (const cost of runProgram<readonly CallCost[]>('call-program.ts', [ids.join(','), String(rounds), over])) {
      if (!costs.has(cost.id)) costs.set(cost.id, cost);
    }
  }
  return [...costs.values()];
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
