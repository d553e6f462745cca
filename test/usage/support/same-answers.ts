import { expect } from 'vitest';
import type { DayOffset, EntriesQuery, SumsQuery, SumsRow, UsageStore } from '../../../src/core/usage-store.js';
import { USAGE_DIMENSIONS } from '../../../src/core/usage-totals.js';
import { Days } from '../../../src/usage/days.js';
import { START } from './entries.js';

const DAY_MS = 86_400_000;

/** Local days that begin at a quarter of an hour that is no full one. */
const KATHMANDU: readonly DayOffset[] = new Days('Asia/Kathmandu').offsets({
  from: START - DAY_MS,
  to: START + 20 * DAY_MS,
});

const FILTERS: readonly NonNullable<SumsQuery['where']>[] = [
  {},
  { model: 'large' },
  { user: '日本' },
  { agent: 'editor' },
  { job: 'job-3' },
  { kind: 'timeout' },
  { provider: 'openai', model: 'huge' },
  { user: 'anna', agent: 'editor' },
  { job: 'job-3', document: 'document-7', user: 'ben' },
  { user: 'nobody' },
];

/** At quarters of an hour, to which sums are kept. */
const RANGES: readonly Pick<SumsQuery, 'from' | 'to'>[] = [
  {},
  { from: START + 2 * DAY_MS + 900_000 },
  { to: START + 7 * DAY_MS },
  { from: START + 3 * DAY_MS + 1_800_000, to: START + 5 * DAY_MS + 2_700_000 },
  { from: START + DAY_MS, to: START + DAY_MS + 3_600_000 },
];

/** Two stores give the same sums to every question that reports ask. */
export async function expectSameSums(
  store: UsageStore,
  reference: UsageStore,
  { questions = 'all' }: { readonly questions?: 'all' | 'a third' } = {},
): Promise<void> {
  for (const [row, where] of FILTERS.entries()) {
    for (const [column, range] of RANGES.entries()) {
      if (questions === 'a third' && (row + column) % 3 !== 0) continue;
      // Each dimension meets each filter and each range, not all at once: the reference looks at every entry each time.
      for (const by of ['all', ...USAGE_DIMENSIONS.filter((_, index) => (index + row + column) % 5 === 0)] as const) {
        for (const days of by === 'all' || by === 'model' ? [undefined, KATHMANDU] : [undefined]) {
          const query = { by, where, ...range, ...(days === undefined ? {} : { days }) };
          const found = byPlace(await store.sums(query));
          const wanted = byPlace(await reference.sums(query));
          // To compare texts is many times faster than `toEqual`, which shows what differs.
          if (!isSameText(found, wanted)) expect(found, JSON.stringify(query)).toEqual(wanted);
        }
      }
    }
  }
}

/** And the same pages of entries. */
export async function expectSamePages(
  store: UsageStore,
  reference: UsageStore,
  { blockSize }: { readonly blockSize: number },
): Promise<void> {
  const more: readonly NonNullable<EntriesQuery['where']>[] = [
    { outcome: 'failure' },
    { callId: 'call-40' },
    { callId: 'call-40', outcome: 'success' },
  ];
  for (const [row, where] of [...FILTERS, ...more].entries()) {
    for (const [column, range] of RANGES.entries()) {
      const pages = [
        [50, 0],
        [7, Math.floor(blockSize / 4)],
        // Over the end of a block.
        [300, blockSize - 6],
        [5, 1_000_000],
      ] as const;
      // Each page meets each filter and each range, not all at once.
      for (const [limit, offset] of pages.filter((_, index) => (index + row + column) % 2 === 0)) {
        const query = { where, ...range, limit, offset };
        for (const type of ['attempts', 'calls'] as const) {
          const [found, wanted] = [await store[type](query), await reference[type](query)];
          const times = [found, wanted].map(({ total, entries }) => ({ total, at: entries.map(({ at }) => at) }));
          if (!isSameText(times[0], times[1])) expect(times[0], JSON.stringify(query)).toEqual(times[1]);
        }
      }
    }
  }
}

function byPlace(rows: readonly SumsRow[]): readonly object[] {
  const key = ({ name, day }: Pick<SumsRow, 'name'> & { readonly day: number | undefined }): string =>
    `${day ?? ''} ${name ?? ''}`;
  return rows
    .filter(({ sums }) => Object.values(sums).some((sum) => sum !== 0))
    .map(({ name, day, sums }) => ({ name: name === '' ? undefined : name, day, sums }))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function isSameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
