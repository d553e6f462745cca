import { expect, it } from 'vitest';
import { ok, serverError } from '../../../test/support/scripted-provider.js';
import { scenario } from '../../../test/support/scenario.js';
import type { Logger } from '../../core/logger.js';

/** The lines of one call that meets a fault so often, each with its level. */
async function linesAfter(faults: number): Promise<readonly string[]> {
  const lines: string[] = [];
  const to =
    (level: string) =>
    (line: string): void => {
      lines.push(`${level} ${line}`);
    };
  const logger: Logger = { debug: to('debug'), info: to('info'), warn: to('warn'), error: to('error') };
  const { chat, clock } = scenario([...Array<typeof serverError>(faults).fill(serverError), ok()], { logger });
  const answer = chat();
  await clock.advance(60_000);
  await answer;
  return lines;
}

it('logs a call that is answered at once for those who debug alone', async () => {
  expect(await linesAfter(0)).toEqual([
    'debug call-1: attempt 1 on ollama/kimi',
    'debug call-1: attempt 1 on ollama/kimi succeeded',
    'debug call-1: done after 1 attempt',
  ]);
});

it('logs a fault as a warning, and the wait after it', async () => {
  const lines = await linesAfter(1);
  expect(lines).toContain('warn call-1: attempt 1 on ollama/kimi failed: server-error');
  expect(lines.some((line) => /^info Server error of ollama\/kimi; stage 1 of 4/.test(line))).toBe(true);
  expect(lines.at(-1)).toBe('debug call-1: done after 2 attempts');
});
