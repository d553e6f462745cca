import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Checkpoint } from './checkpoint.js';
import { systemFiles } from './file-layer.js';
import { failingFiles } from './test-support/failing-files.js';
import { temporaryFolder } from './test-support/temporary-folder.js';

const piece = (key: string, text = 'Text') => ({ type: 'piece', key, chapter: 'c.md', text }) as const;

describe('Checkpoint', () => {
  test('remembers what an earlier run saved', async () => {
    const folder = await temporaryFolder();
    const first = await Checkpoint.open(systemFiles, folder);
    await Promise.all([first.add(piece('a', 'Zeile\n"eins" \u2028')), first.add({ type: 'cut', key: 'b' })]);
    await first.add({ type: 'chapter', chapter: 'c.md', source: 's', output: 'o' });
    await first.close();

    const second = await Checkpoint.open(systemFiles, folder);

    expect(second.piece('a')?.text).toBe('Zeile\n"eins" \u2028');
    expect(second.wasCut('b')).toBe(true);
    expect(second.chapter('c.md')).toEqual({ type: 'chapter', chapter: 'c.md', source: 's', output: 'o' });
    await second.close();
  });

  test('survives a kill at any byte of its last line', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'pieces.jsonl');
    const first = await Checkpoint.open(systemFiles, folder);
    await first.add(piece('a'));
    await first.add(piece('b', 'Länger als das erste'));
    await first.close();
    const whole = await readFile(path);
    const firstLength = whole.indexOf('\n') + 1;

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: firstLength, max: whole.length - 1 }), async (length) => {
        await writeFile(path, whole.subarray(0, length));
        const resumed = await Checkpoint.open(systemFiles, folder);
        expect([resumed.piece('a')?.text, resumed.piece('b')]).toEqual(['Text', undefined]);
        await resumed.add(piece('c'));
        await resumed.close();
        const again = await Checkpoint.open(systemFiles, folder);
        expect([again.piece('a')?.text, again.piece('c')?.text]).toEqual(['Text', 'Text']);
        await again.close();
      }),
      { numRuns: 40 },
    );
  });

  test('skips a damaged line in the middle', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'pieces.jsonl');
    await writeFile(path, `${JSON.stringify(piece('a'))}\n\u0000\u0000rubbish\n{"type":"piece","key":1}\nnull\n`);
    await appendFile(path, `${JSON.stringify(piece('b'))}\n`);

    const checkpoint = await Checkpoint.open(systemFiles, folder);

    expect([checkpoint.piece('a')?.text, checkpoint.piece('b')?.text]).toEqual(['Text', 'Text']);
    await checkpoint.close();
  });

  test('says in one sentence that the disk is full', async () => {
    const folder = await temporaryFolder();
    const checkpoint = await Checkpoint.open(failingFiles({ code: 'ENOSPC', path: /pieces\.jsonl$/ }), folder);

    await expect(checkpoint.add(piece('a'))).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^Can't save a finished piece to .*pieces\.jsonl: the disk is full;/) as string,
    });
    expect(checkpoint.piece('a')).toBeUndefined();
    await checkpoint.close();
  });
});
