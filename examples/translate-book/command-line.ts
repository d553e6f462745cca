const PLAIN_WORD = /^[\w@%+=:,./-]+$/;

/** The program as it is started from the root of the repository. */
const PROGRAM = 'npx tsx examples/translate-book/main.ts';

/** A command that can be pasted into a shell. */
export function commandLine(argv: readonly string[]): string {
  return [PROGRAM, ...argv.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
