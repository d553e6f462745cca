import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSqliteDriver, type SqliteDatabase } from '../../src/stores/sql/sqlite-driver.js';
import { sqliteUsageStore } from '../../src/stores/sqlite.js';
import { usageLedger } from '../../src/usage/ledger/ledger.js';
import { attempts } from './support/entries.js';
import { temporaryFolder } from './support/folder.js';
import { ledgerScenario } from './support/ledger-scenario.js';
import { SQLITE_SKIPPED, sqliteForTests } from './support/sqlite.js';
import { ok } from '../support/scripted-provider.js';

const driver = await sqliteForTests();

describe.skipIf(driver === undefined)(driver === undefined ? SQLITE_SKIPPED : 'SQLite in trouble', () => {
  const open = (file: string) => sqliteUsageStore({ file, ...(driver === undefined ? {} : { driver }) });
  const raw = (file: string) => new driver!(file);

  const requestsIn = async (file: string): Promise<number> => {
    const store = open(file);
    await store.open();
    const [row] = await store.sums({ by: 'all' });
    await store.close();
    return row?.sums.requests ?? 0;
  };

  it('waits for another process that holds the lock, and loses nothing', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const { chat, clock, ledger, told } = ledgerScenario([ok()], { store: open(file) });
    await ledger.open();
    const other = raw(file);
    other.exec('begin immediate');
    await chat();
    await clock.advance(2_000);
    expect(told).toMatchObject([
      { type: 'store-problem', lost: 0, message: expect.stringMatching(/another process holds it/) },
    ]);
    other.exec('commit');
    other.close();
    await clock.advance(60_000);
    expect(ledger.status()).toMatchObject({ buffered: 0, written: 2, lost: 0, problem: undefined });
    await ledger.close();
    expect(await requestsIn(file)).toBe(1);
  });

  it('says of a file that is none what to do, and begins a new one once it is away', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'usage.sqlite');
    writeFileSync(file, 'This is a letter and no database. '.repeat(100));
    const { chat, clock, ledger, told } = ledgerScenario([ok()], { store: open(file) });
    await chat();
    await clock.advance(2_000);
    expect(told).toMatchObject([{ message: expect.stringMatching(/damaged, or no SQLite file\. Move it away/) }]);
    expect(readFileSync(file, 'utf8')).toMatch(/^This is a letter/);
    renameSync(file, `${file}.away`);
    await clock.advance(60_000);
    expect(ledger.status()).toMatchObject({ written: 2, lost: 0 });
    await ledger.close();
  });

  it('says of a damaged database that it is', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const store = open(file);
    await store.open();
    await store.write(attempts(500));
    await store.close();
    const bytes = readFileSync(file);
    bytes.fill(0xab, 4_096, statSync(file).size - 4_096);
    writeFileSync(file, bytes);
    const again = open(file);
    await expect(again.open().then(() => again.write(attempts(10, { run: 'later' })))).rejects.toThrow(/damaged/);
    await again.close();
  });

  it('says of a read-only file that it is', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const store = open(file);
    await store.open();
    // Root writes to any file: the database itself is told to refuse.
    const readOnly = sqliteUsageStore({
      file,
      driver: class {
        readonly #database = raw(file);
        constructor() {
          this.#database.exec('pragma query_only = on');
        }
        exec(sql: string) {
          return this.#database.exec(sql);
        }
        prepare(sql: string) {
          return this.#database.prepare(sql);
        }
        close() {
          return this.#database.close();
        }
      },
    });
    await expect(readOnly.open().then(() => readOnly.write(attempts(1)))).rejects.toThrow(/read-only/);
    await readOnly.close();
    await store.close();
  });

  it('reads a file without a change to it, and refuses to write', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const store = open(file);
    await store.open();
    await store.write(attempts(5_000));
    await store.close();
    const before = readFileSync(file);
    const reader = sqliteUsageStore({ file, driver: driver!, access: 'read' });
    await reader.open();
    expect((await reader.sums({ by: 'all' }))[0]?.sums.requests).toBe(5_000);
    expect((await reader.attempts({ where: { model: 'kimi' }, limit: 5, offset: 0 })).total).toBe(5_000);
    await expect(reader.write(attempts(1, { run: 'other' }))).rejects.toThrow(/read-only/);
    await expect(reader.cleanUp({ maxAttempts: 1, days: [{ from: 0, offsetMs: 0 }] })).rejects.toThrow(/read-only/);
    await reader.close();
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('reads a file of a folder in which it may write nothing', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const store = open(file);
    await store.open();
    await store.write(attempts(9));
    await store.close();
    // Root may write anywhere: what SQLite says there is said for it.
    class Shut {
      readonly #database: SqliteDatabase;
      constructor(name: string, options?: object) {
        if (name === file) throw new Error('unable to open database file');
        this.#database = new driver!(name, options);
      }
      exec(sql: string) {
        return this.#database.exec(sql);
      }
      prepare(sql: string) {
        return this.#database.prepare(sql);
      }
      close() {
        return this.#database.close();
      }
    }
    const reader = sqliteUsageStore({ file, driver: Shut, access: 'read' });
    await reader.open();
    expect((await reader.sums({ by: 'all' }))[0]?.sums.requests).toBe(9);
    await reader.close();
  });

  it('does not take another program’s database for a ledger without entries', async () => {
    const file = join(temporaryFolder(), 'other.sqlite');
    const other = raw(file);
    other.exec('create table books (title text)');
    other.close();
    const reader = sqliteUsageStore({ file, driver: driver!, access: 'read' });
    await expect(reader.open()).rejects.toThrow(/no ledger in it/);
  });

  it('says of a full disk that it is, and writes what waited once there is room', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const database = raw(file);
    const store = sqliteUsageStore({
      file,
      driver: class {
        exec(sql: string) {
          return database.exec(sql);
        }
        prepare(sql: string) {
          return database.prepare(sql);
        }
        close() {
          return database.close();
        }
      },
    });
    const { chat, clock, ledger, told } = ledgerScenario([ok()], { store });
    await ledger.open();
    const [{ page_count: pages }] = database.prepare('pragma page_count').all() as [{ page_count: number }];
    database.exec(`pragma max_page_count = ${pages}`);
    for (let count = 0; count < 200; count += 1) await chat({ document: `chapter ${count} ${'x'.repeat(100)}` });
    await clock.advance(2_000);
    expect(told).toMatchObject([{ message: expect.stringMatching(/disk is full\. Make room/) }]);
    database.exec('pragma max_page_count = 1000000');
    await clock.advance(120_000);
    expect(ledger.status()).toMatchObject({ buffered: 0, written: 400, lost: 0 });
    await ledger.close();
    expect(await requestsIn(file)).toBe(200);
  });

  it('refuses tables of a newer version, and leaves them as they are', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const store = open(file);
    await store.open();
    await store.close();
    const database = raw(file);
    database.exec(`insert into usage_migrations values ('9999_later', '2030-01-01')`);
    database.close();
    await expect(open(file).open()).rejects.toThrow(/newer version .*9999_later.*Update/);
  });

  it.each(['write', 'read'] as const)('refuses tables from before the first release, opened to %s', async (access) => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const database = raw(file);
    database.exec(`create table usage_migrations (name text primary key, timestamp text);
      insert into usage_migrations values ('0001_ledger', '2026-01-01');
      create table usage_attempts (id integer primary key, run text)`);
    database.close();
    const old = sqliteUsageStore({ file, driver: driver!, access });
    await expect(old.open()).rejects.toThrow(/usage\.sqlite.*before its first release\. Move the file away/);
    const after = raw(file);
    expect(after.prepare('select name from usage_migrations').all()).toEqual([{ name: '0001_ledger' }]);
    after.close();
  });

  it('says that its folder is not there', async () => {
    await expect(open(join(temporaryFolder(), 'none', 'usage.sqlite')).open()).rejects.toThrow(
      /can not be opened|Create its folder/,
    );
  });
});

const found = await findSqliteDriver();

describe.skipIf(found !== undefined)(found === undefined ? 'Without SQLite' : 'SKIPPED: this Node has SQLite', () => {
  it('a SQLite store writes JSON lines, and says so and what to do', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const { chat, ledger, told } = ledgerScenario([ok()], { store: sqliteUsageStore({ file }) });
    await chat();
    await ledger.close();
    expect(told).toMatchObject([
      { message: expect.stringMatching(/no SQLite here.*usage\.sqlite\.jsonl instead.*Node 22\.13/) },
    ]);
    expect(readFileSync(`${file}.jsonl`, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('a SQLite store fails, where it is told to', async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    await expect(sqliteUsageStore({ file, withoutDriver: 'fail' }).open()).rejects.toThrow(/no SQLite here/);
  });
});

describe.skipIf(driver === undefined)(driver === undefined ? SQLITE_SKIPPED : 'SQLite over processes', () => {
  const program = join(import.meta.dirname, 'programs/write-entries.ts');

  function start(...args: string[]) {
    const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = new Promise<string>((resolve) =>
      child.on('exit', () => {
        resolve(said);
      }),
    );
    return { child, ended, said: () => said };
  }

  it('loses nothing where two write to one file at the same time', { timeout: 60_000 }, async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const both = [start(file, '2000', 'end'), start(file, '2000', 'end')];
    await Promise.all(both.map(({ ended }) => ended));
    const store = sqliteUsageStore({ file, driver: driver! });
    await store.open();
    const [row] = await store.sums({ by: 'all' });
    expect(row?.sums).toMatchObject({ requests: 4_000, inputTokens: 40_000, costNanoUsd: 4_000 * 7 });
    expect((await store.attempts({ limit: 1, offset: 0 })).total).toBe(4_000);
    await store.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'writes everything when it is ended by %s, and ends by it',
    { timeout: 60_000 },
    async (signal) => {
      const file = join(temporaryFolder(), 'usage.sqlite');
      const { child, ended, said } = start(file, '77', 'wait');
      while (!said().includes('ready')) await new Promise((done) => setTimeout(done, 20));
      child.kill(signal);
      await ended;
      expect(child.signalCode).toBe(signal);
      const store = sqliteUsageStore({ file, driver: driver! });
      await store.open();
      expect((await store.sums({ by: 'all' }))[0]?.sums.requests).toBe(77);
      await store.close();
    },
  );

  it('loses no more than the last batch where it is killed, and opens again', { timeout: 60_000 }, async () => {
    const file = join(temporaryFolder(), 'usage.sqlite');
    const { child, ended, said } = start(file, '100000', 'pace');
    while (Number(said().trim().split('\n').at(-1)) < 1_000 || said() === '')
      await new Promise((done) => setTimeout(done, 10));
    child.kill('SIGKILL');
    await ended;
    const recorded = Number(said().trim().split('\n').at(-1));
    const store = sqliteUsageStore({ file, driver: driver! });
    await store.open();
    const requests = (await store.sums({ by: 'all' }))[0]?.sums.requests ?? 0;
    expect((await store.attempts({ limit: 1, offset: 0 })).total).toBe(requests);
    // Batches of 100: those that were told as recorded are written but for the last one.
    expect(requests).toBeGreaterThanOrEqual(recorded - 100);
    const ledger = usageLedger({ store, flushOnExit: false });
    expect((await ledger.reports.summary()).all.requests).toBe(requests);
    await ledger.close();
  });
});
