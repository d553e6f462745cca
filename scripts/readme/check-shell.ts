import { existsSync, readFileSync } from 'node:fs';

interface Manifest {
  readonly name: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const packages = [manifest.name, ...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];

/** Commands of the reader's machine that say nothing about this repository. */
const OTHER_COMMANDS = new Set(['git', 'cd', 'export', 'ollama', 'mkdir', 'ls', 'cat', 'echo']);

/** What is wrong with the commands of a shell block: scripts, packages and files that don't exist. */
export function shellProblems(code: string): readonly string[] {
  const lines = code.replaceAll('\\\n', ' ').split('\n');
  const commands = lines.flatMap((line) => line.replace(/(^|\s)#.*$/, '').split(/&&|\|\||;|\|/));
  return commands.flatMap((command) => {
    // `NAME=value command` sets a variable for one command.
    const words = command
      .trim()
      .replace(/^\$\s+/, '')
      .split(/\s+/)
      .filter((word) => word !== '');
    while (/^[A-Z_]+=/.test(words[0] ?? '')) words.shift();
    const problem = commandProblem(words);
    return problem === undefined ? [] : [problem];
  });
}

function commandProblem(words: readonly string[]): string | undefined {
  const [program, first, second] = words;
  if (program === undefined || OTHER_COMMANDS.has(program)) return undefined;
  if (program === 'npm') return npmProblem(first, words.slice(2));
  if (program === 'npx' && first === 'tsx') return fileProblem(second);
  if (program === 'node') return fileProblem(words.slice(1).find((word) => !word.startsWith('-')));
  if (program.startsWith('.')) return fileProblem(program);
  return `\`${words.join(' ')}\`: ${program} is no command that this check knows.`;
}

function npmProblem(command: string | undefined, rest: readonly string[]): string | undefined {
  if (command === 'ci' || command === 'pack') return undefined;
  if (command === 'install' || command === 'i') {
    const unknown = rest.filter(
      (word) => !word.startsWith('-') && !packages.includes(word.replace(/(?<=.)@[^/]*$/, '')),
    );
    return unknown.length === 0 ? undefined : `npm install ${unknown.join(' ')}: not a package of this library.`;
  }
  const script = command === 'run' ? rest.find((word) => !word.startsWith('-')) : command;
  if (script !== undefined && Object.hasOwn(manifest.scripts, script)) return undefined;
  return `npm ${[command, ...rest].join(' ')}: package.json has no script of this name.`;
}

function fileProblem(path: string | undefined): string | undefined {
  return path !== undefined && existsSync(path) ? undefined : `${path ?? 'A command without a file'}: does not exist.`;
}
