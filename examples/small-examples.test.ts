import { describe, expect, test } from 'vitest';
import { runExample } from './test-support/run-example.js';

describe('the small examples', () => {
  test('one-call is answered at the third request', async () => {
    const { exitCode, stdout, stderr } = await runExample('examples/one-call.ts');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      '«ehT thgil srewsna ecno na ruoh.»',
      '3 requests: overloaded, overloaded, success',
      '',
    ]);
  });

  test('any-function waits for the minute to turn', async () => {
    const { exitCode, stdout, stderr } = await runExample('examples/any-function.ts');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('staircase: «esacriats»');
  });

  test('progress-events shows one wait of all calls, and one that tries', async () => {
    const { exitCode, stdout, stderr } = await runExample('examples/progress-events.ts');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines.filter((line) => line.endsWith(' tries'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('stage 1 of 4'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('stage 2 of 4'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(' is done after '))).toHaveLength(4);
  });

  test('stream begins again and shows each word once', async () => {
    const { exitCode, stdout, stderr } = await runExample('examples/stream.ts');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const [restart, text, end] = stdout.split('\n');
    expect(restart).toMatch(/^\(broke off after [1-9]\d* characters, begins again\)$/);
    expect(text).toBe('«noD’t yrruh eht thgil. tI srewsna ecno na ruoh, dna sti srewsna era htrow ti.»');
    expect(end).toBe('(stop, 2 requests)');
  });

  test('around-sdk-calls waits once for each SDK', async () => {
    const { exitCode, stdout, stderr } = await runExample('examples/around-sdk-calls.ts');

    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => line.startsWith('Rate limit of '))).toHaveLength(5);
    expect(lines.filter((line) => line.endsWith('«olleH»'))).toHaveLength(5);
    expect(lines.at(-1)).toBe('10 requests');
  });
});
