import { parseArgs } from 'node:util';
import { readEnvironment } from '../core/environment.js';
import { FILTER_NAMES } from '../core/usage-totals.js';
import { cleanUpRule } from '../usage/ledger/clean-up-rule.js';
import { systemClock, type Clock } from '../core/clock.js';
import { Days } from '../usage/days.js';
import { usageReports } from '../usage/reports/reports.js';
import { openStore } from './open-store.js';
import { render } from './render.js';
import { reportFor } from './report-for.js';

/** Where a command writes to. */
export interface CliOutput {
  write(text: string): void;
  complain(text: string): void;
  /** Whether a person looks on: bars only then. */
  readonly isTerminal: boolean;
  /** @default the system's */
  readonly clock?: Clock;
}

const HELP = `llm-resilience usage [report] [options]: what was used, and what it cost

Reports:
  summary                 today, this month, everything (the default)
  history                 day by day
  by <dimension>          by provider, model, key, kind, user, agent, job, document or task
  details                 single requests, the newest first
  calls                   single calls, the newest first
  clean                   removes old entries; their sums stay

Options:
  --store <where>         a SQLite file, a .jsonl file, or postgresql://…
                          (default: LLM_RESILIENCE_USAGE, else usage.sqlite)
  --days <n>              of the history (30), or only the last n days of another report
  --time-zone <name>      whose midnight ends a day, such as Europe/Berlin (default: the system's)
  --currency <code=rate>  a second currency, by its rate to the US dollar: RUB=81.5
  --provider, --model, --key, --kind, --user, --agent, --job, --document, --task <name>
                          only these
  --limit <n> --offset <n>  the page of details (50, 0)
  --older-than <duration> --keep <n>   what \`clean\` removes: such as 90d, or all but n requests
  --json, --csv           for programs
  --help
`;

const text = { type: 'string' } as const;
const OPTIONS = {
  store: text,
  days: text,
  'time-zone': text,
  currency: text,
  limit: text,
  offset: text,
  'older-than': text,
  keep: text,
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  provider: text,
  model: text,
  key: text,
  kind: text,
  user: text,
  agent: text,
  job: text,
  document: text,
  task: text,
} as const;

/** Runs a command line. @returns the exit code */
export async function runCli(args: readonly string[], output: CliOutput): Promise<number> {
  try {
    return await run(args, output);
  } catch (error) {
    output.complain(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function run(args: readonly string[], output: CliOutput): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [command, report = 'summary', dimension] = positionals;
  if (values.help === true || command === undefined) {
    output.write(HELP);
    return values.help === true ? 0 : 1;
  }
  if (command !== 'usage') throw new TypeError(`There is no command \`${command}\`; there is \`usage\`.`);
  if (values.json === true && values.csv === true) throw new TypeError('Choose one of --json and --csv.');
  const clock = output.clock ?? systemClock;
  const currency = readCurrency(values.currency);
  const days = new Days(values['time-zone']);
  const store = await openStore(values.store ?? readEnvironment('LLM_RESILIENCE_USAGE') ?? 'usage.sqlite', {
    access: report === 'clean' ? 'write' : 'read',
    tell: (message) => {
      output.complain(`${message}\n`);
    },
  });
  try {
    const format = values.json === true ? 'json' : values.csv === true ? 'csv' : 'table';
    const bars = output.isTerminal ? 'bars' : 'plain';
    if (report === 'clean') {
      const maxAge = values['older-than'];
      const keep = readNumber(values.keep, '--keep');
      if (maxAge === undefined && keep === undefined)
        throw new TypeError('Say what to remove: --older-than 90d, or --keep 100000.');
      const retention = {
        ...(maxAge === undefined ? {} : { maxAge }),
        ...(keep === undefined ? {} : { maxAttempts: keep }),
      };
      const removed = await store.cleanUp(cleanUpRule(retention, { now: clock.now(), days }));
      output.write(render({ rows: [{ ...removed }], bar: undefined }, { format, bars }));
      return 0;
    }
    const reports = usageReports({ store, timeZone: days.timeZone, currency, clock });
    const where = Object.fromEntries(
      FILTER_NAMES.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
    );
    const last = readNumber(values.days, '--days');
    const table = await reportFor(reports, {
      report,
      dimension,
      where,
      days: last,
      from: last === undefined ? undefined : days.startOfDayBefore(clock.now(), last - 1),
      limit: readNumber(values.limit, '--limit'),
      offset: readNumber(values.offset, '--offset'),
    });
    output.write(render({ ...table, currency: currency?.code }, { format, bars }));
    return 0;
  } finally {
    await store.close();
  }
}

function readNumber(value: string | undefined, name: string): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,12}$/.test(value)) throw new TypeError(`Expected ${name} to be a whole number, got \`${value}\`.`);
  return Number(value);
}

function readCurrency(value: string | undefined) {
  if (value === undefined) return undefined;
  const [, code, rate] = /^([A-Z]{3})=(\d+(?:\.\d+)?)$/.exec(value) ?? [];
  if (code === undefined || Number(rate) <= 0)
    throw new TypeError(`Expected --currency to be like RUB=81.5, got \`${value}\`.`);
  return { code, perUsd: Number(rate) };
}
