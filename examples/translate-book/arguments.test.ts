import { describe, expect, test } from 'vitest';
import { parseArguments } from './arguments.js';
import { UsageError } from './user-error.js';

const usual = ['book', '--out', 'de', '--from', 'en', '--to', 'de', '--model', 'ollama/llama3.2'];

function problemsOf(argv: readonly string[]): readonly string[] {
  try {
    parseArguments(argv);
  } catch (error) {
    if (error instanceof UsageError) return error.problems;
    throw error;
  }
  return [];
}

describe('parseArguments', () => {
  test('reads a job with its defaults', () => {
    expect(parseArguments(usual)).toEqual({
      type: 'translate',
      job: {
        source: 'book',
        out: 'de',
        from: 'en',
        to: 'de',
        model: 'ollama/llama3.2',
        fallbacks: [],
        concurrency: 4,
        pieceChars: 2_500,
      },
      baseUrls: {},
      untilReset: false,
    });
  });

  test('lets --provider stand for the prefix of models', () => {
    const argv = [
      'book',
      '--out',
      'o',
      '--from',
      'en',
      '--to',
      'pt-br',
      '--provider',
      'openai',
      '--model',
      'meta-llama/l3',
    ];

    expect(parseArguments([...argv, '--fallback', 'gemini/g', '--fallback', 'small'])).toMatchObject({
      job: { to: 'pt-BR', model: 'openai/meta-llama/l3', fallbacks: ['gemini/g', 'openai/small'] },
    });
  });

  test('gives addresses to their providers', () => {
    const urls = ['--base-url', 'http://127.0.0.1:1234', '--base-url', 'gemini=https://example.org/'];

    expect(parseArguments([...usual, ...urls])).toMatchObject({
      baseUrls: { ollama: 'http://127.0.0.1:1234', gemini: 'https://example.org/' },
    });
  });

  test('tells every problem at once', () => {
    const problems = problemsOf(['--from', 'e', '--model', 'olama/llama3.2', '--concurrency', '0', '--chapters', '3-']);

    expect(problems).toEqual([
      'Expected one folder with the chapters of the book, got none.',
      'Unknown prefix of the model "olama/llama3.2": expected prefix/name, where the prefix is ollama, openai, gemini.',
      'Expected --chapters to be numbers and ranges such as 3-7,9, got "3-".',
      '--out is missing: the folder for the translated chapters.',
      'Expected --from to be a language code such as en, de or pt-BR, got "e".',
      '--to is missing: a language, such as en, de or pt-BR.',
      'Expected --concurrency to be a whole number from 1 to 256, got "0".',
    ]);
  });

  test.each([
    [[...usual, 'second'], 'got book, second'],
    [[...usual, '--speed', '2'], '--speed is for --demo only'],
    [[...usual, '--provider', 'x'], 'Unknown provider "x" in --provider'],
    [[...usual, '--base-url', 'ftp://x'], 'Expected --base-url to be an http address'],
    [[...usual, '--base-url', 'x=http://y'], 'Unknown provider "x" in --base-url'],
    [[...usual, '--nonsense'], '--nonsense'],
    [['--demo', '--speed', 'fast'], 'Expected --speed to be a whole number'],
  ])('refuses %j', (argv, words) => {
    expect(problemsOf(argv).join('\n')).toContain(words);
  });
});
