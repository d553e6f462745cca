import { parseArgs } from 'node:util';
import type { BookJob } from './book-job.js';
import { OPTIONS, OptionReader, prefixOf, type BaseUrls, type OptionValues } from './option-reader.js';
import { UsageError } from './user-error.js';

/** What the command line asks for. */
export type Arguments =
  | { readonly type: 'help' }
  | { readonly type: 'demo'; readonly speed: number; readonly out: string | undefined }
  | {
      readonly type: 'translate';
      readonly job: BookJob;
      readonly baseUrls: BaseUrls;
      /** Waits for daily and weekly limits too, instead of stopping. */
      readonly untilReset: boolean;
    };

/** @throws UsageError with every problem at once. */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  if (values.help === true) return { type: 'help' };
  const reader = new OptionReader(values);
  if (values.demo === true) {
    const speed = reader.number('speed', { fallback: DEMO_SPEED, min: 1, max: 10_000 });
    reader.throwIfWrong();
    return { type: 'demo', speed, out: values.out };
  }
  if (values.speed !== undefined) reader.problem('--speed is for --demo only: a real provider has its own time.');
  if (positionals.length !== 1) {
    reader.problem(
      `Expected one folder with the chapters of the book, got ${positionals.length === 0 ? 'none' : positionals.join(', ')}.`,
    );
  }
  const provider = reader.provider();
  const model = reader.model(reader.required('model', 'the model, such as ollama/llama3.2'), provider);
  const chapters = reader.chapters();
  const job: BookJob = {
    source: positionals[0] ?? '',
    out: reader.required('out', 'the folder for the translated chapters'),
    from: reader.language('from'),
    to: reader.language('to'),
    model,
    fallbacks: (values.fallback ?? []).map((fallback) => reader.model(fallback, provider)),
    concurrency: reader.number('concurrency', { fallback: 4, min: 1, max: 256 }),
    pieceChars: reader.number('piece-chars', { fallback: 2_500, min: 200, max: 100_000 }),
    ...(chapters === undefined ? {} : { chapters }),
  };
  const baseUrls = reader.baseUrls(provider ?? prefixOf(model));
  reader.throwIfWrong();
  return { type: 'translate', job, baseUrls, untilReset: values['until-reset'] === true };
}

/** How many times faster than the clock on the wall the demo runs. */
const DEMO_SPEED = 80;

function parse(argv: readonly string[]): { readonly values: OptionValues; readonly positionals: readonly string[] } {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError([error instanceof Error ? error.message : String(error)]);
  }
}
