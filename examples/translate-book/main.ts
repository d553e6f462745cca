import { parseArguments } from './arguments.js';
import { commandLine } from './command-line.js';
import { demo } from './demo/demo.js';
import { createQuit, Quit } from './quit.js';
import type { ProgramEnd } from './run-program.js';
import { translate } from './translate.js';
import { USAGE } from './usage-text.js';
import { UsageError, UserError } from './user-error.js';

const argv = process.argv.slice(2);

const { signal, quit } = createQuit(() => {
  // The cursor may be hidden and the terminal raw; nothing else can give them back any more.
  if (process.stdout.isTTY) process.stdout.write('\u001b[?25h\n');
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  process.exit(130);
});
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, quit);
// Whoever read the output is gone (`| head`): end as if asked to.
process.stdout.on('error', () => {
  if (!signal.aborted) quit();
});

async function run(): Promise<ProgramEnd> {
  const options = parseArguments(argv);
  switch (options.type) {
    case 'help':
      return { exitCode: 0, lines: [USAGE] };
    case 'demo':
      return demo(options, { signal, quit });
    case 'translate':
      return translate(options, { signal, quit, goOn: commandLine(argv) });
    default:
      return options satisfies never;
  }
}

try {
  const { exitCode, lines } = await run();
  process.stdout.write(`${lines.join('\n')}\n`);
  process.exitCode = exitCode;
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\nSee --help.\n`);
    process.exitCode = 2;
  } else if (error instanceof UserError || error instanceof TypeError) {
    // The library's TypeErrors are about options, too: a missing SDK, a wrong address.
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } else if (error instanceof Quit) {
    process.exitCode = 130;
  } else {
    throw error;
  }
}
