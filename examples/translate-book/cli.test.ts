import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { simulatedAnswer, startProviderSimulator, type ProviderSimulator } from 'llm-resilience/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runExample, startExample, type RunningExample } from '../test-support/run-example.js';
import { readChapters, temporaryFolder } from './test-support/temporary-folder.js';

const MAIN = 'examples/translate-book/main.ts';
const ESCAPE = '\u001b';

const paragraph = (chapter: number, index: number): string =>
  `Paragraph ${index} of chapter ${chapter}, which ${'says a few words more and '.repeat(6)}ends here.`;
const CHAPTERS = Object.fromEntries(
  [1, 2, 3, 10].map((chapter) => [
    `chapter-${chapter}.md`,
    `# Chapter ${chapter}\n\n${[1, 2, 3].map((index) => paragraph(chapter, index)).join('\n\n')}\n`,
  ]),
);
const TRANSLATED = Object.fromEntries(Object.entries(CHAPTERS).map(([name, text]) => [name, simulatedAnswer(text)]));

async function folders(): Promise<{ readonly root: string; readonly out: string; readonly argv: readonly string[] }> {
  const root = await temporaryFolder(
    Object.fromEntries(Object.entries(CHAPTERS).map(([name, text]) => [`book/${name}`, text])),
  );
  const out = join(root, 'out');
  const job = ['--out', out, '--from', 'en', '--to', 'de', '--piece-chars', '250', '--concurrency', '2'];
  return { root, out, argv: [join(root, 'book'), ...job] };
}

async function simulator(options: Parameters<typeof startProviderSimulator>[0] = {}): Promise<ProviderSimulator> {
  const started = await startProviderSimulator(options);
  onTestFinished(() => started.close());
  return started;
}

/** What was asked for, by the text of the piece. */
function askedPieces(world: ProviderSimulator, outcomes: readonly string[] = ['answered']): readonly string[] {
  return world.requests
    .filter((request) => request.type === 'generate' && outcomes.includes(request.outcome))
    .map((request) => (request.body as { messages: { content: string }[] }).messages.at(-1)?.content ?? '');
}

/** Waits for the server to have seen something of the program; ends with the program. */
async function until({ child }: RunningExample, condition: () => boolean): Promise<void> {
  while (!condition() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('translate-book', () => {
  test('translates a book on a provider and ends with 0, in plain lines where there is no terminal', async () => {
    const world = await simulator();
    const { out, argv } = await folders();

    const end = await runExample(MAIN, {
      argv: [...argv, '--model', 'ollama/llama3.2', '--base-url', world.baseURL.ollama],
    });

    expect({ exitCode: end.exitCode, stderr: end.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await readChapters(out)).toEqual(TRANSLATED);
    expect(end.stdout).not.toContain(ESCAPE);
    expect(end.stdout).toContain('Chapters  4 of 4 done');
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toMatchObject({
      outcome: 'done',
      attempts: { failures: 0 },
    });
  });

  test.each([
    // Its headers tell what is left: the second key takes over before the first one is refused.
    ['openai', 'gpt-5-mini', 'OPENAI_API_KEYS', 'Requests  12: 12 answered, 0 refused or failed, 0 aborted'],
    // Nothing tells it beforehand: the call that is refused goes on with the second key.
    ['gemini', 'gemini-2.5-flash', 'GEMINI_API_KEYS', 'Key: gemini goes on with key-2, since key-1 met [daily-limit].'],
  ] as const)('takes the keys of %s from the environment, and never shows one', async (...given) => {
    const [provider, model, variable, told] = given;
    const world = await simulator({ quotas: [{ provider, key: 'first-secret-key', window: 'day', limit: 5 }] });
    const { out, argv } = await folders();

    const end = await runExample(MAIN, {
      argv: [...argv, '--provider', provider, '--model', model, '--base-url', world.baseURL[provider]],
      environment: { [variable]: 'first-secret-key, second-secret-key' },
    });

    expect({ exitCode: end.exitCode, stderr: end.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(await readChapters(out)).toEqual(TRANSLATED);
    expect(end.stdout).toContain(told);
    expect(end.stdout).toMatch(new RegExp(`key +${provider} key-1: .*\\n +key +${provider} key-2: `));
    expect(end.stdout + (await readFile(join(out, 'report.json'), 'utf8'))).not.toContain('secret');
  });

  test('ends with 1 at a daily limit, says so once, and goes on by the command that it names', async () => {
    const world = await simulator({ quotas: [{ provider: 'gemini', key: 'k1', window: 'day', limit: 5 }] });
    const { out, argv } = await folders();
    const command = [...argv, '--model', 'gemini/g', '--base-url', world.baseURL.gemini];

    const stopped = await runExample(MAIN, { argv: command, environment: { GEMINI_API_KEYS: 'k1' } });
    const resumed = await runExample(MAIN, { argv: command, environment: { GEMINI_API_KEYS: 'k2' } });

    expect(stopped.exitCode).toBe(1);
    expect(stopped.stdout.match(/The job stops here: \[daily-limit\]/g)).toHaveLength(1);
    expect(stopped.stdout).toContain(`npx tsx ${MAIN} ${command.join(' ')}\n`);
    expect(resumed.exitCode).toBe(0);
    expect(await readChapters(out)).toEqual(TRANSLATED);
    const asked = world.requests.filter((request) => request.outcome === 'answered').length;
    expect(asked).toBe(12);
  });

  test('goes on after SIGKILL as if nothing had happened, and pays for no saved piece twice', async () => {
    const world = await simulator({ latencyMs: 40 });
    const { out, argv } = await folders();
    const command = [...argv, '--model', 'ollama/llama3.2', '--base-url', world.baseURL.ollama];

    let kills = 0;
    for (const answered of [2, 5, 8]) {
      const run = startExample(MAIN, { argv: command });
      await until(run, () => askedPieces(world).length >= answered);
      run.child.kill('SIGKILL');
      if ((await run.end).signal === 'SIGKILL') kills += 1;
      // No chapter is ever there in part.
      for (const [name, text] of Object.entries(await readChapters(out))) {
        if (!name.endsWith('.part')) expect(text).toBe(TRANSLATED[name]);
      }
      const saved = await savedPieces(out);
      const before = world.requests.length;
      const resumed = startExample(MAIN, { argv: command });
      await until(resumed, () => world.requests.length > before);
      resumed.child.kill('SIGKILL');
      await resumed.end;
      expect(
        askedPieces(world, ['answered', 'aborted', 'pending'])
          .slice(before)
          .filter((piece) => saved.has(simulatedAnswer(piece))),
      ).toEqual([]);
    }
    const last = await runExample(MAIN, { argv: command });

    expect(kills).toBe(3);
    expect(last.exitCode).toBe(0);
    expect(await readChapters(out)).toEqual(TRANSLATED);
  });

  test('ends with 130 at Ctrl-C in the middle of a request, and keeps what is saved', async () => {
    const world = await simulator({ faults: [{ provider: 'ollama', type: 'hang', at: [5, 6] }] });
    const { out, argv } = await folders();
    const command = [...argv, '--model', 'ollama/llama3.2', '--base-url', world.baseURL.ollama];
    const run = startExample(MAIN, { argv: command });
    await until(run, () => world.requests.length === 6 && world.inFlight === 2);

    run.child.kill('SIGINT');

    expect(await run.end).toMatchObject({ exitCode: 130, stderr: '' });
    expect((await run.end).stdout).toContain('Go on with:');
    expect((await savedPieces(out)).size).toBe(4);
  });

  test('keeps a second run out of the same folder', async () => {
    const world = await simulator({ faults: [{ provider: 'ollama', type: 'hang' }] });
    const { argv } = await folders();
    const command = [...argv, '--model', 'ollama/llama3.2', '--base-url', world.baseURL.ollama];
    await until(startExample(MAIN, { argv: command }), () => world.requests.length > 0);

    const second = await runExample(MAIN, { argv: command });

    expect(second.exitCode).toBe(1);
    expect(second.stderr).toMatch(/^Another run \(process \d+\) is translating into this out folder\./);
  });

  test.each([
    [['--help'], 0, /^$/],
    [[], 2, /^Expected one folder .*\n--model is missing/],
    [['b', '--out', 'o', '--from', 'en', '--to', 'de', '--model', 'x/y'], 2, /^Unknown prefix of the model "x\/y"/],
    [['b', '--out', 'o', '--from', 'en', '--to', 'de', '--model', 'gemini/y'], 2, /GEMINI_API_KEY.*GEMINI_API_KEYS/],
    [
      ['b', '--out', 'o', '--from', 'en', '--to', 'de', '--model', 'ollama/y'],
      1,
      /^Can't read the folder of the book, b: .*\.\n$/,
    ],
  ] as const)('answers %j with exit code %i', async (argv, exitCode, words) => {
    const end = await runExample(MAIN, { argv });

    expect(end.exitCode).toBe(exitCode);
    expect(end.stderr).toMatch(words);
  });
});

/** The translations in the checkpoint. */
async function savedPieces(out: string): Promise<ReadonlySet<string>> {
  const text = await readFile(join(out, '.translate-book/pieces.jsonl'), 'utf8');
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  const records = lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line) as { type: string; text: string }]));
  return new Set(records.filter((record) => record.type === 'piece').map((record) => record.text));
}
