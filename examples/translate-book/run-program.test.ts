import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manualClock } from 'llm-resilience/testing';
import { describe, expect, test } from 'vitest';
import { systemFiles } from './file-layer.js';
import { runProgram } from './run-program.js';
import { failingFiles } from './test-support/failing-files.js';
import { fakeClient, llmError } from './test-support/fake-client.js';
import { fakeTerminal } from './test-support/fake-terminal.js';
import { jobOn } from './test-support/run-job.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const book = { 'book/1.md': 'The first chapter.', 'book/2.md': 'The second chapter.' };

async function program(settings: Partial<Parameters<typeof runProgram>[1]> = {}) {
  const root = await temporaryFolder(book);
  const terminal = fakeTerminal();
  const end = await runProgram(jobOn(root), {
    client: fakeClient(),
    clock: manualClock(0),
    terminal,
    files: systemFiles,
    signal: new AbortController().signal,
    quit: () => {},
    redrawEveryMs: 1_000,
    goOn: 'the same again',
    ...settings,
  });
  return { root, terminal, end };
}

describe('runProgram', () => {
  test('ends with 0 when all is done, and stores the report', async () => {
    const { root, end } = await program();

    expect(end.exitCode).toBe(0);
    expect(end.lines.at(-1)).toBe(`Report    ${join(root, 'out/report.json')}`);
    const report: unknown = JSON.parse(await readFile(join(root, 'out/report.json'), 'utf8'));
    expect(report).toMatchObject({ version: 1, outcome: 'done', chapters: { total: 2, done: 2 } });
  });

  test('ends with 1 when a limit stops the job, says so once and how to go on', async () => {
    const { terminal, end } = await program({
      client: fakeClient(() => llmError('daily-limit', { scope: 'project+model' })),
    });

    expect(end.exitCode).toBe(1);
    expect(terminal.screen().filter((line) => line.includes('[daily-limit]'))).toEqual([
      'The job stops here: [daily-limit] A daily-limit of fake/model. Do something about it.',
    ]);
    expect(end.lines.slice(-3, -1)).toEqual([
      'All finished chapters and pieces are saved. Go on with:',
      '  the same again',
    ]);
  });

  test('ends with 130 when a person quits', async () => {
    const { end, terminal } = await program({ signal: AbortSignal.abort(new Error('quit')) });

    expect(end.exitCode).toBe(130);
    expect(terminal.output.endsWith('\u001b[?25h')).toBe(true);
  });

  test('keeps its exit code where only the report can not be written', async () => {
    const { end } = await program({ files: failingFiles({ code: 'ENOSPC', path: /report\.json/ }) });

    expect(end.exitCode).toBe(0);
    expect(end.lines.at(-1)).toMatch(/^Report {4}could not be written to .*: the disk is full;/);
  });

  test('gives the terminal back when the job can not begin', async () => {
    const terminal = fakeTerminal();
    await expect(program({ terminal, files: failingFiles({ code: 'EROFS', path: /out/ }) })).rejects.toThrow(
      /read-only/,
    );

    expect(terminal.isListening).toBe(false);
    expect(terminal.screen()).toEqual(['']);
  });
});
