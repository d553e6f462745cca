import { describe, expect, test } from 'vitest';
import { fakeWait } from '../test-support/fake-wait.js';
import { frameLines } from './frame.js';

const numbers = { chapters: 7, chaptersDone: 2, chaptersFailed: 0, pieces: 20, piecesDone: 5, piecesPerMinute: 12.34 };
const view = { numbers, waits: [], hasKeys: true, columns: 100, rows: 24 };

describe('frameLines', () => {
  test('shows how far the job is and how fast it goes', () => {
    expect(frameLines(view)).toEqual([
      '[######..................] pieces 5/20  chapters 2/7  12.3 pieces/min',
      'q quit',
    ]);
  });

  test('shows every wait with its countdown, the next to end first', () => {
    const waits = [
      fakeWait({ until: 3_750_000 }),
      fakeWait({ until: 45_000, summary: 'Overload of gemini/g', waiting: 1 }),
    ];

    expect(frameLines({ ...view, waits }).slice(1)).toEqual([
      '     0:45  Overload of gemini/g',
      '  1:02:30  Hourly limit of ollama/kimi-k2; stage 2 of 4; 4 calls wait',
      'r retry now   c cancel the wait   q quit',
    ]);
  });

  test('fits a small terminal', () => {
    const waits = Array.from({ length: 9 }, () => fakeWait());
    const lines = frameLines({ ...view, waits, columns: 20, rows: 4 });

    expect(lines).toHaveLength(3);
    expect(lines.filter((line) => line.length > 19)).toEqual([]);
  });

  test('shows no bar before anything is known, and none without a job', () => {
    const empty = { ...numbers, pieces: 0, piecesDone: 0, piecesPerMinute: undefined };

    expect(frameLines({ ...view, numbers: empty })[0]).toBe('[........................] pieces 0/0  chapters 2/7');
    expect(frameLines({ ...view, numbers: undefined, hasKeys: false })).toEqual([]);
  });
});
