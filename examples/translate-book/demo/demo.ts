import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from 'llm-resilience';
import { gemini } from 'llm-resilience/providers/gemini';
import { ollama } from 'llm-resilience/providers/ollama';
import { openai } from 'llm-resilience/providers/openai';
import { scaledClock } from 'llm-resilience/testing';
import type { Arguments } from '../arguments.js';
import type { BookJob } from '../book-job.js';
import { commandLine } from '../command-line.js';
import { openDisplay } from '../display/open-display.js';
import { processTerminal } from '../display/terminal.js';
import { systemFiles } from '../file-layer.js';
import { systemClock } from '../system-clock.js';
import { runProgram, type ProgramEnd } from '../run-program.js';
import { cancelledBlurb } from './blurb.js';
import { Narrator } from './narrator.js';
import { GEMINI_KEYS, MODELS, startWorld } from './world.js';

const STORY = fileURLToPath(new URL('../../story', import.meta.url));
/** After so many pieces the model is retired: enough are left for both keys of the fallback. */
const PIECES_OF_THE_MODEL = 9;
/** A live display is redrawn so often, in real ms. */
const REDRAW_EVERY_MS = 200;
/** Generous on a clock that runs so fast: a second of real time is minutes here. */
const TIMEOUT = '1h';

/** Plays the whole story over simulated providers: real HTTP, fast time, no key and no network. */
export async function demo(
  options: Extract<Arguments, { type: 'demo' }>,
  run: { readonly signal: AbortSignal; readonly quit: () => void },
): Promise<ProgramEnd> {
  const { speed } = options;
  const clock = scaledClock(speed, { startAt: morningOf(systemClock.now()) });
  const terminal = processTerminal();
  const out = options.out ?? (await mkdtemp(join(tmpdir(), 'translate-book-')));
  const world = await startWorld(clock);
  const client = createClient({
    providers: [
      ollama({ baseURL: world.baseURL.ollama, apiKeys: ['demo-key-of-ollama'] }),
      openai({ baseURL: world.baseURL.openai, apiKeys: ['demo-key-of-openai'] }),
      gemini({ baseURL: world.baseURL.gemini, apiKeys: GEMINI_KEYS }),
    ],
    clock,
    timeouts: { firstToken: TIMEOUT, idle: TIMEOUT, answer: TIMEOUT },
  });
  let narrator: Narrator | undefined;
  let piecesDone = 0;
  const tools = { client, clock, terminal, redrawEveryMs: REDRAW_EVERY_MS * speed, ...run };
  terminal.write(`${introduction(out, speed).join('\n')}\n\n`);
  try {
    const end = await runProgram(demoJob(out), {
      ...tools,
      files: systemFiles,
      goOn: commandLine(['--demo', '--out', out]),
      onJobEvent(event, display) {
        // Made when the display listens already, so that it comments on what was shown.
        narrator ??= new Narrator(client, display);
        if (event.type === 'piece-done') piecesDone += 1;
        if (piecesDone === PIECES_OF_THE_MODEL) world.setModel('ollama', MODELS.book, { state: 'retired' });
      },
    });
    if (end.exitCode !== 0) return end;
    const display = openDisplay(tools);
    try {
      await cancelledBlurb({ client, clock, display, signal: run.signal });
    } finally {
      display.close();
    }
    return { ...end, lines: [...end.lines, `Book      ${out}`] };
  } finally {
    await client.close();
    await world.close();
  }
}

/** The story takes an hour, and a day of Gemini that turns in the middle of it (midnight in California) would be another story. */
function morningOf(time: number): number {
  return new Date(time).setUTCHours(18, 0, 0, 0);
}

function demoJob(out: string): BookJob {
  return {
    source: STORY,
    out,
    from: 'en',
    to: 'de',
    model: `ollama/${MODELS.book}`,
    fallbacks: [`gemini/${MODELS.fallback}`],
    concurrency: 2,
    pieceChars: 1_300,
  };
}

function introduction(out: string, speed: number): readonly string[] {
  const story = relative(process.cwd(), STORY);
  return [
    `This translates the short story in ${story} with simulated models, ${speed} times as fast as in real life.`,
    'To be seen: a busy server, a broken answer, an hourly wall waited through with one request as a probe, a model',
    'that dies, a second key that takes over, and a wait that is cancelled. The models only write words backwards.',
    `The book goes to ${out}.`,
    'The same on a real provider (with its key in the environment, where it needs one):',
    `  ${commandLine([story, '--out', 'my-translation', '--from', 'en', '--to', 'de', '--model', 'ollama/llama3.2'])}`,
  ];
}
