/*
 * Checks every code block of README.md and docs/: what stands there works.
 *
 * For those who write documentation:
 * - ```ts and ```js blocks are programs of their own. They are type-checked (ts) against the sources and run, one by
 *   one, each in its own process, which must end by itself within a minute with exit code 0: close what you open.
 * - `llm-resilience` and its entry points are the sources of this repository. Whatever address the program connects to,
 *   the provider simulator answers; every key and model exists there, and nothing is limited. An example that shows a
 *   wall starts a simulator of its own (`llm-resilience/testing`) on a scaled clock: loopback addresses are left alone,
 *   except Ollama's port 11434. OPENAI_API_KEY, GEMINI_API_KEY and OLLAMA_API_KEY are set.
 * - ```json blocks must parse. ```sh blocks may name only scripts, files and packages that exist.
 * - Other languages (```text, ```diff …) are left alone.
 * - Comments right above a fence change that; readers don't see them:
 *     <!-- no-run: reason -->            only type-checked
 *     <!-- continues -->                 the block before it, of the same language, stands before this one
 *     <!-- setup
 *     const signal = new AbortController().signal;
 *     -->                                lines that the block needs and nobody needs to read
 *
 * Usage: tsx scripts/readme-examples.ts [files]
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startProviderSimulator } from '../src/testing/index.js';
import { shellProblems } from './readme/check-shell.js';
import { codeBlocks, type CodeBlock } from './readme/code-blocks.js';
import { runExample } from './readme/run-example.js';
import { typeProblems } from './readme/type-check.js';

interface Program extends CodeBlock {
  readonly path: string;
}

function documents(): readonly string[] {
  const docs = existsSync('docs') ? readdirSync('docs', { recursive: true, encoding: 'utf8' }) : [];
  return ['README.md', ...docs.filter((file) => file.endsWith('.md')).map((file) => join('docs', file))];
}

/** Writes a block where the compiler and Node.js find the packages of this repository. */
function written(block: CodeBlock, folder: string): Program {
  const place = `${block.file.replaceAll(/[^\w]+/g, '-')}-${block.line}`;
  const path = join(folder, `${place}.${/\brequire\(/.test(block.code) ? 'c' : 'm'}${block.language}`);
  // A block without an import is a module, too.
  writeFileSync(path, path.endsWith('.mts') ? `${block.code}\nexport {};\n` : block.code);
  return { ...block, path };
}

function jsonProblems(code: string): readonly string[] {
  try {
    JSON.parse(code);
    return [];
  } catch (error) {
    return [String(error)];
  }
}

const files = process.argv.length > 2 ? process.argv.slice(2) : documents();
const missing = files.filter((file) => !existsSync(file));
if (missing.length > 0) throw new Error(`${missing.join(', ')}: does not exist.`);
const blocks = files.flatMap((file) => codeBlocks(file, readFileSync(file, 'utf8')));
const folder = resolve('.cache/readme');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const programs = blocks
  .filter(({ language }) => language === 'ts' || language === 'js')
  .map((block) => written(block, folder));
const problems = blocks.flatMap((block) => {
  const found =
    block.language === 'json' ? jsonProblems(block.code) : block.language === 'sh' ? shellProblems(block.code) : [];
  return found.map((problem) => `${block.file}:${block.line}: ${problem}`);
});
problems.push(...typeProblems(programs.filter(({ language }) => language === 'ts').map(({ path }) => path)));

const simulator = await startProviderSimulator();
// What examples leave there goes with it.
const temporaryFolder = mkdtempSync(join(tmpdir(), 'llm-resilience-readme-'));
try {
  for (const program of programs.filter(({ noRun }) => noRun === undefined)) {
    const failure = await runExample(program.path, { port: simulator.port, temporaryFolder });
    console.log(`${program.file}:${program.line} ${failure === undefined ? 'ran' : 'FAILED'}`);
    if (failure !== undefined) problems.push(`${program.file}:${program.line}: ${failure}`);
  }
} finally {
  rmSync(temporaryFolder, { recursive: true, force: true });
  await simulator.close();
}

for (const { file, line, noRun } of programs) if (noRun !== undefined) console.log(`${file}:${line} not run: ${noRun}`);
if (programs.length === 0) problems.push('There is no program in the documentation.');
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exitCode = 1;
} else {
  rmSync(folder, { recursive: true });
  console.log(`${blocks.length} code blocks in ${files.length} files hold.`);
}
