import { expect, test } from 'vitest';
import { createQuit } from './quit.js';

test('asked once it ends cleanly, asked twice at once', () => {
  let exits = 0;
  const { signal, quit } = createQuit(() => (exits += 1));

  quit();
  expect([signal.aborted, exits]).toEqual([true, 0]);
  quit();
  expect(exits).toBe(1);
});
