import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulatedAnswer } from 'llm-resilience/testing';
import { expect, test } from 'vitest';
import { runExample } from '../../test-support/run-example.js';
import { joinPieces, splitIntoPieces } from '../pieces.js';
import { temporaryFolder } from '../test-support/temporary-folder.js';

const STORY = fileURLToPath(new URL('../../story', import.meta.url));
/** What npm start runs at; the test is faster, and the story takes the same time of its own. */
const SPEED_OF_START = 80;

test('the demo tells its whole story, writes every chapter whole and fits into a minute', async () => {
  const out = await temporaryFolder();

  const { exitCode, stdout, stderr } = await runExample('examples/translate-book/main.ts', {
    argv: ['--demo', '--speed', '250', '--out', out],
  });

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const beats = stdout.match(/--- .*/g) ?? [];
  for (const beat of [
    'busy (503)',
    'broke off in the middle',
    'The hourly wall',
    'open again',
    'The model is gone',
    'at its limit for today',
    'One more call',
  ]) {
    expect(
      beats.filter((line) => line.includes(beat)),
      beat,
    ).toHaveLength(1);
  }
  expect(stdout).toContain('stage 3 of 4');
  expect(stdout).toContain('an error of kind "cancelled"');
  expect(stdout).toContain('Chapters  7 of 7 done');
  for (const name of await readdir(STORY)) {
    const segments = splitIntoPieces(await readFile(join(STORY, name), 'utf8'), {
      format: 'markdown',
      maxChars: 1_300,
      language: 'en',
    });
    expect(await readFile(join(out, name), 'utf8')).toBe(joinPieces(segments, simulatedAnswer));
  }
  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as Record<string, string>;
  const storyMs = Date.parse(report['endedAt'] ?? '') - Date.parse(report['startedAt'] ?? '');
  expect(storyMs / SPEED_OF_START).toBeLessThan(50_000);
}, 60_000);
