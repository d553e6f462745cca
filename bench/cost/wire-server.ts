import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answers } from './answers.js';

/** Answers behind real connections on this machine. */
export interface WireServer extends Answers {
  close(): void;
}

/** Starts it in a process of its own: its CPU time is nobody's here. */
export async function startWireServer(): Promise<WireServer> {
  const child = fork(fileURLToPath(new URL('./wire-program.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message) => resolve(Number(message)));
    child.once('exit', () => reject(new Error('Expected the server to tell its port; it ended.')));
  });
  const root = `http://127.0.0.1:${port}`;
  return {
    roots: { ollama: root, openai: `${root}/v1`, gemini: root },
    fetch: globalThis.fetch,
    close: () => child.kill(),
  };
}
