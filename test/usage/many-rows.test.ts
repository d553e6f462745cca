import { expect, it } from 'vitest';
import { memoryUsageStore } from '../../src/stores/memory.js';
import { emptySums } from '../../src/usage/sums/growing-sums.js';
import { usageReports } from '../../src/usage/reports/reports.js';

it('a report of more than 100,000 rows is refused, whatever the store', async () => {
  const rows = (count: number) => async () =>
    Array.from({ length: count }, (_, index) => ({ name: `user-${index}`, sums: emptySums() }));
  const store = memoryUsageStore();
  await store.open();
  const by = (count: number) => usageReports({ store: { ...store, sums: rows(count) } }).by('user');
  expect(await by(100_000)).toHaveLength(100_000);
  const error = await by(100_001).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).toMatch(/more than 100,000 rows/);
});
