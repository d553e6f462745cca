import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/run-cli.js';
import { jsonLinesUsageStore } from '../../src/stores/jsonl.js';
import { findSqliteDriver } from '../../src/stores/sql/sqlite-driver.js';
import { manualClock } from '../../src/testing/manual-clock.js';
import { attempts, START } from './support/entries.js';
import { temporaryFolder } from './support/folder.js';

/** The command line finds its driver by itself. */
const driver = await findSqliteDriver();

async function ledgerFile(): Promise<string> {
  const file = join(temporaryFolder(), 'usage.jsonl');
  const store = jsonLinesUsageStore({ file });
  await store.open();
  await store.write([
    ...attempts(9, { costNanoUsd: 100_000_000, job: 'book' }),
    ...attempts(3, { run: 'b', model: 'big', outcome: 'failure', kind: 'timeout', job: '\u001b[31mred' }),
  ]);
  return file;
}

async function cli(args: readonly string[], isTerminal = false) {
  let out = '';
  let complaints = '';
  const code = await runCli(args, {
    write: (text) => {
      out += text;
    },
    complain: (text) => {
      complaints += text;
    },
    isTerminal,
    clock: manualClock(START + 60_000),
  });
  return { code, out, complaints };
}

describe('llm-resilience usage', () => {
  it('shows today, the month and everything', async () => {
    const { code, out } = await cli([
      'usage',
      '--store',
      await ledgerFile(),
      '--time-zone',
      'UTC',
      '--currency',
      'RUB=80',
    ]);
    expect(code).toBe(0);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(lines[0]).toEqual(expect.arrayContaining(['period', 'requests', 'success rate', 'cost usd', 'cost rub']));
    expect(lines[1]?.slice(0, 3)).toEqual(['today', '12', '75.0 %']);
    expect(lines[1]).toEqual(expect.arrayContaining(['0.9000', '72.0000']));
  });

  it('draws bars for a person, and none into a pipe', async () => {
    const args = ['usage', 'by', 'model', '--store', await ledgerFile(), '--time-zone', 'UTC'];
    expect((await cli(args, true)).out).toContain('█'.repeat(20));
    expect((await cli(args)).out).not.toContain('█');
  });

  it('lets no label speak to the terminal', async () => {
    const { out } = await cli(['usage', 'by', 'job', '--store', await ledgerFile()], true);
    expect(out).toContain('[31mred');
    expect(out).not.toContain('\u001b');
  });

  it('gives JSON and CSV to programs', async () => {
    const file = await ledgerFile();
    const json = await cli(['usage', 'history', '--days', '1', '--json', '--store', file, '--time-zone', 'UTC']);
    expect(JSON.parse(json.out)).toMatchObject([{ day: '2026-03-02', requests: 12 }]);
    const csv = await cli(['usage', 'details', '--limit', '2', '--model', 'big', '--csv', '--store', file]);
    expect(csv.out.trim().split('\r\n')).toHaveLength(3);
  });

  it('finds the JSON lines that stand in for SQLite, and shows what costs little', async () => {
    const file = await ledgerFile();
    const beside = file.replace('usage.jsonl', 'usage.sqlite');
    renameSync(file, `${beside}.jsonl`);
    const store = jsonLinesUsageStore({ file: `${beside}.jsonl` });
    await store.write(attempts(1, { run: 'c', provider: 'cheap', costNanoUsd: 28_000 }));
    const { code, out } = await cli(['usage', 'by', 'provider', '--store', beside]);
    expect([code, out]).toEqual([0, expect.stringMatching(/cheap .* 0\.000028 /)]);
  });

  it.skipIf(driver === undefined)('makes no tables in another program’s database', async () => {
    const file = join(temporaryFolder(), 'app.sqlite');
    const database = new driver!(file);
    database.exec('create table letters (text)');
    database.close();
    expect((await cli(['usage', '--store', file])).complaints).toMatch(/no ledger in .*app\.sqlite/);
    const again = new driver!(file);
    expect(again.prepare('select name from sqlite_master').all()).toHaveLength(1);
    again.close();
  });

  it('cleans up by hand, and the sums stay', async () => {
    const file = await ledgerFile();
    expect((await cli(['usage', 'clean', '--keep', '5', '--json', '--store', file])).out).toContain('"attempts": 7');
    expect(JSON.parse((await cli(['usage', 'by', 'model', '--json', '--store', file])).out)).toMatchObject([
      { requests: 9 },
      { requests: 3 },
    ]);
  });

  it.each([
    [['usage', '--store', 'no-such-file.sqlite'], /There is no no-such-file\.sqlite/],
    [['usage', 'nothing'], /There is no report `nothing`|There is no usage/],
    [['usage', '--time-zone', 'Middle/Earth'], /time zone/],
    [['usage', '--days', 'many'], /--days|There is no usage/],
    [['usage', '--frobnicate'], /frobnicate/],
    [['translate'], /no command `translate`/],
    [['usage', '--json', '--csv'], /one of --json and --csv/],
  ])('says of %j what is wrong, and ends with 1', async (args, problem) => {
    const { code, complaints } = await cli(args);
    expect(code).toBe(1);
    expect(complaints).toMatch(problem);
  });

  it('says how it is used', async () => {
    expect(await cli(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('--older-than') });
    expect((await cli([])).code).toBe(1);
  });
});
