import { createClient, untilReset } from 'llm-resilience';
import type { Arguments } from './arguments.js';
import { processTerminal } from './display/terminal.js';
import { systemFiles } from './file-layer.js';
import { createProviders } from './providers.js';
import { runProgram, type ProgramEnd } from './run-program.js';
import { systemClock } from './system-clock.js';

/** A book is a long job: a server that restarts or a line that drops for a minute must not cost a chapter. */
const MAX_ATTEMPTS = 8;

/** Translates on a real provider. */
export async function translate(
  options: Extract<Arguments, { type: 'translate' }>,
  run: { readonly signal: AbortSignal; readonly quit: () => void; readonly goOn: string },
): Promise<ProgramEnd> {
  const { job } = options;
  const client = createClient({
    providers: createProviders(job, { baseUrls: options.baseUrls, environment: process.env }),
    concurrency: job.concurrency,
    maxAttempts: MAX_ATTEMPTS,
    ...(options.untilReset
      ? {
          policies: {
            'daily-limit': untilReset({ maxWait: '26h' }),
            'weekly-limit': untilReset({ maxWait: '8d' }),
          },
        }
      : {}),
  });
  try {
    return await runProgram(job, {
      client,
      clock: systemClock,
      files: systemFiles,
      terminal: processTerminal(),
      redrawEveryMs: 1_000,
      ...run,
    });
  } finally {
    await client.close();
  }
}
