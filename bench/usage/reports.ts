import type { UsageStore } from '../../src/core/usage-store.js';
import { USAGE_DIMENSIONS, type UsageFilter } from '../../src/core/usage-totals.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { usageReports } from '../../src/usage/reports/reports.js';
import { DAY_MS, NOW } from './entries.js';
import { median, timed } from './timing.js';

const ROUNDS = 7;

/** How long each kind of report takes: the median and the worst of some rounds. */
export async function measureReports(store: UsageStore, records: number): Promise<void> {
  const found = usageReports({ store, timeZone: 'Europe/Berlin', clock: manualClock(NOW) });
  const half = { where: { provider: 'ollama' } };
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    summary: () => found.summary(),
    'summary of a user': () => found.summary({ where: { user: 'user-1' } }),
    'summary of a provider and model': () => found.summary({ where: { provider: 'ollama', model: 'model-3' } }),
    'history of 30 days': () => found.history(),
    'history of 90 days': () => found.history({ days: 90 }),
    'history of a job, 90 days': () => found.history({ days: 90, where: { job: 'job-100' } }),
    'history of an agent, 90 days': () => found.history({ days: 90, where: { agent: 'editor' } }),
    'by provider': () => found.by('provider'),
    'by model (success rate, wait)': () => found.by('model'),
    'by agent': () => found.by('agent'),
    'by key': () => found.by('key'),
    'by kind': () => found.by('kind'),
    'by job': () => found.by('job'),
    'by user': () => found.by('user'),
    'by user, last 30 days': () => found.by('user', { from: NOW - 30 * DAY_MS }),
    'by document (12,500 of them)': () => found.by('document'),
    'by model of a provider': () => found.by('model', half),
    'by model of an agent': () => found.by('model', { where: { agent: 'editor' } }),
    'by model of a job': () => found.by('model', { where: { job: 'job-100' } }),
    'by document of a job': () => found.by('document', { where: { job: 'job-100' } }),
    'details, first page': () => found.attempts(),
    'details, page in the middle': () => found.attempts({ offset: Math.floor(records / 2) }),
    'details of a provider, deep page': () => found.attempts({ ...half, offset: Math.floor(records / 5) }),
    'details of a user and an agent': () => found.attempts({ where: { user: 'user-1', agent: 'editor' } }),
    'details of what failed': () => found.attempts({ where: { outcome: 'failure' } }),
    'details of a kind': () => found.attempts({ where: { kind: 'timeout' } }),
  };
  for (const [name, ask] of Object.entries(questions)) {
    const times = await timed(ROUNDS, ask);
    console.log(`| ${name} | ${times.median.toFixed(0)} | ${times.worst.toFixed(0)} | ${times.cpu.toFixed(0)} |`);
  }
  await sweep(store);
}

const FILTERS: readonly UsageFilter[] = [
  { provider: 'ollama' },
  { model: 'model-3' },
  { key: 'key-2' },
  { kind: 'timeout' },
  { user: 'user-1' },
  { agent: 'editor' },
  { job: 'job-100' },
  { document: 'chapter-4000' },
  { task: 'none' },
  { provider: 'ollama', agent: 'editor' },
  { model: 'model-3', key: 'key-1', user: 'user-9' },
];

/** Every grouping and every page, by every filter, over all time, 30 days and one: what the slowest of them takes. */
async function sweep(store: UsageStore): Promise<void> {
  const found = usageReports({ store, timeZone: 'Europe/Berlin', clock: manualClock(NOW) });
  const times: { readonly name: string; readonly ms: number }[] = [];
  const ask = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    times.push({ name, ms: (await timed(2, work)).median });
  };
  for (const where of [{}, ...FILTERS]) {
    const filter = JSON.stringify(where);
    for (const days of [undefined, 30, 1]) {
      const range = days === undefined ? {} : { from: NOW - days * DAY_MS };
      const when = days === undefined ? 'ever' : `${days} days`;
      for (const by of USAGE_DIMENSIONS)
        await ask(`by ${by} ${filter} ${when}`, () => found.by(by, { where, ...range }));
      for (const offset of [0, 100_000]) {
        await ask(`details ${filter} ${when} +${offset}`, () =>
          found.attempts({ where, ...range, offset, limit: 100 }),
        );
      }
    }
    await ask(`history ${filter}`, () => found.history({ where, days: 90 }));
  }
  const sorted = times.toSorted((a, b) => b.ms - a.ms);
  const over = sorted.filter(({ ms }) => ms >= 200).length;
  console.log(
    `${times.length} combinations: median ${median(times.map(({ ms }) => ms)).toFixed(0)} ms; ${over} of 200 ms or more`,
  );
  for (const { name, ms } of sorted.slice(0, 5)) console.log(`  ${ms.toFixed(0)} ms ${name}`);
}
