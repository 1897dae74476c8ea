// The store on SQLite: the contract of all stores, and specifics: files, the full-text index, the system's error codes.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { SetupFailure } from '../../../../src/shared/errors/errors.ts';
import { openSqlite } from '../../../../src/spool/store/sqlite/sqlite-connection.ts';
import { openSqliteStore } from '../../../../src/spool/store/sqlite/sqlite-store.ts';
import { noon } from '../../spool-fixture.ts';
import { finder, happen, insert } from '../contract/opened-store.ts';
import { storeContract } from '../store-contract.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

storeContract((context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  return Promise.resolve({ open: () => openSqliteStore(file) });
});

test('sums that do not agree with the jobs are found and corrected, whatever is written meanwhile', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const store = await openSqliteStore(file);
  context.after(() => store.close());
  await insert(store, { id: 'a' });
  await insert(store, { id: 'b' });
  await happen(store, 'b', { kind: 'cancelled' });
  // As a person with a database tool would do it.
  const sqlite = await openSqlite(file);
  context.after(() => sqlite.close());
  await sqlite.query("delete from running_total where what = 'jobs' and state = 'FAILURE'", []);
  await sqlite.query("update running_total set value = value + 3 where state = 'PENDING'", []);
  await sqlite.query("update running_total set value = 5 where what = 'payload-bytes'", []);
  assert.deepEqual([(await store.counts()).PENDING, await store.payloadBytes()], [4, 5]);
  const [differences] = await Promise.all([store.correctTotals(), insert(store, { id: 'c' })]);
  assert.deepEqual(differences, [
    { what: 'jobs FAILURE of HARDCOPY', difference: 1 },
    { what: 'jobs PENDING of HARDCOPY', difference: -3 },
    { what: 'bytes of payloads', difference: 195 },
  ]);
  assert.deepEqual(await store.counts(), { PENDING: 2, PRINTING: 0, DONE: 0, FAILURE: 1, UNKNOWN: 0 });
  assert.equal(await store.payloadBytes(), 300);
  assert.deepEqual(await store.correctTotals(), []);
});

test('jobs that finished before there were daily counts are counted when the store is updated', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const before = await openSqliteStore(file);
  await insert(before, { id: 'a' });
  await insert(before, { id: 'b' });
  await happen(before, 'a', { kind: 'cancelled' });
  const year = { since: '2026-01-01', until: '2026-12-31' };
  const counted = await before.dailyCounts(year, ['day', 'client', 'medium', 'state', 'statusInfo'], 10);
  await before.close();
  const sqlite = await openSqlite(file);
  await sqlite.query('drop table daily_count', []);
  // Later migrations are applied again, too.
  for (const table of ['printer_state', 'server_run']) await sqlite.query(`drop table ${table}`, []);
  await sqlite.query("delete from kysely_migration where name >= '0004-daily-counts'", []);
  await sqlite.close();
  const store = await openSqliteStore(file);
  context.after(() => store.close());
  assert.equal(counted.length, 1);
  assert.deepEqual(
    await store.dailyCounts(year, ['day', 'client', 'medium', 'state', 'statusInfo'], 10),
    counted,
  );
});

test('commits are durable: a write-ahead log, synced each time', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const sqlite = await openSqlite(file);
  context.after(() => sqlite.close());
  const pragma = async (name: string): Promise<unknown> => {
    const [row] = (await sqlite.query(`pragma ${name}`, [])).rows;
    return typeof row === 'object' && row !== null ? Object.values(row)[0] : row;
  };
  assert.equal(await pragma('journal_mode'), 'wal');
  assert.equal(await pragma('synchronous'), 2);
  assert.equal(await pragma('foreign_keys'), 1);
});

test('a full disk is ENOSPC, whatever the engine calls it, and the rollback does not hide it', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const sqlite = await openSqlite(file);
  context.after(() => sqlite.close());
  await sqlite.query('create table t (x text)', []);
  await sqlite.query('pragma max_page_count = 8', []);
  await sqlite.query('begin immediate', []);
  const fill = async () => {
    for (;;) await sqlite.query('insert into t values (?)', ['x'.repeat(10_000)]);
  };
  await assert.rejects(fill(), { name: 'DatabaseFailure', code: 'ENOSPC' });
  await sqlite.query('rollback', []);
  // There is nothing to roll back any more.
  await sqlite.query('rollback', []);
  assert.deepEqual((await sqlite.query('select count(*) as n from t', [])).rows, [{ n: 0 }]);
});

test('refuses a file that is not a database with a sentence', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  await writeFile(
    file,
    'this is not a database, but it is longer than a header of a hundred bytes'.repeat(10),
  );
  await assert.rejects(openSqliteStore(file), (error: unknown) => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(error.code, 'data-folder-unusable');
    assert.match(error.message, /jobs\.db cannot be used: .*not a database/);
    return true;
  });
});

test('a store of a newer version stops the start with a sentence', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  await (await openSqliteStore(file)).close();
  const sqlite = await openSqlite(file);
  await sqlite.query('insert into kysely_migration values (?, ?)', ['9999-later', '2030-01-01']);
  await sqlite.close();
  await assert.rejects(openSqliteStore(file), (error: unknown) => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(
      error.message,
      `the job store ${file} was written by a newer version of Hardcopy (its tables are "9999-later"); start that version, or move the file away to begin with an empty spool`,
    );
    return true;
  });
});

test('a row that cannot be is refused, not passed on', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const store = await openSqliteStore(file);
  await insert(store, { id: 'a' });
  await store.close();
  const sqlite = await openSqlite(file);
  await sqlite.query(`update job set state = 'DONE'`, []);
  await sqlite.close();
  const again = await openSqliteStore(file);
  context.after(() => again.close());
  await assert.rejects(
    again.job('a'),
    /says DONE with the reason "queued", which is not a valid combination/,
  );
});

test('after the thread has ended, calls are refused instead of hanging', async (context) => {
  const sqlite = await openSqlite(path.join(temporaryFolder(context), 'jobs.db'));
  await sqlite.close();
  await assert.rejects(sqlite.query('select 1', []), /has ended/);
  await sqlite.close();
});

test('a store of a version from before 0.1.0 is refused with what was found and what to do', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const sqlite = await openSqlite(file);
  // As kysely notes what it did to the tables.
  await sqlite.query(
    'create table kysely_migration (name varchar(255) primary key, timestamp varchar(255))',
    [],
  );
  for (const name of ['0001-jobs', '0006-subjects'])
    await sqlite.query('insert into kysely_migration values (?, ?)', [name, '2026-11-01']);
  await sqlite.close();
  const before = await readFile(file);
  await assert.rejects(openSqliteStore(file), (error: unknown) => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(error.code, 'data-folder-unusable');
    assert.equal(
      error.message,
      `the job store ${file} was written by a version of Hardcopy from before 0.1.0 (its tables are "0006-subjects"), and cannot be converted; print the waiting jobs with that version, then move the folder ${path.dirname(file)} away to begin with an empty spool`,
    );
    return true;
  });
  assert.ok(before.equals(await readFile(file)), 'nothing is written into it');
});

test('what is removed with a payload is gone from the index and from the bytes of the file', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const store = await openSqliteStore(file);
  const find = finder(store);
  const name = 'Zyxwvut^Qqqjjj';
  await insert(store, { id: 'a', subjects: [{ patientName: name, patientId: 'ZQXJKV' }], texts: [name] });
  await insert(store, { id: 'b', subjects: [{ patientId: 'PAT-00123', patientName: 'Test^Alpha' }] });
  assert.deepEqual(await find('zyx'), ['a']);
  await happen(store, 'a', { kind: 'cancelled' });
  assert.deepEqual(await find('zyx'), ['a']);
  await happen(store, 'a', { kind: 'payload-removed' });
  assert.deepEqual([await find('zyx'), await find('zq'), await find('test')], [[], [], ['b']]);
  assert.deepEqual([await store.subjects('a'), await store.films('a')], [undefined, []]);
  assert.equal((await store.job('a'))?.id, 'a');
  await store.close();

  const sqlite = await openSqlite(file);
  await sqlite.query(
    `create virtual table temp.grams using fts5vocab('main', 'job_subject_gram', 'row')`,
    [],
  );
  const { rows } = await sqlite.query(
    `select term from temp.grams where term like 'zyx%' or term like 'qxj%'`,
    [],
  );
  assert.deepEqual(rows, []);
  await sqlite.close();
  const bytes = (await readFile(file)).toString('latin1');
  assert.equal(bytes.includes('Zyxwvut'), false);
  assert.equal(bytes.includes('ZQXJKV'), false);
  assert.equal(bytes.includes('PAT-00123'), true);
});

test('a job that is removed by its rows’ age leaves nothing in the index', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const store = await openSqliteStore(file);
  context.after(() => store.close());
  await insert(store, { id: 'a', texts: ['alpha'] });
  await happen(store, 'a', { kind: 'cancelled' }, { kind: 'payload-removed' });
  await store.removeFinished(new Date(noon.getTime() + 1000));
  await insert(store, { id: 'b', texts: ['alpha'] });
  assert.deepEqual(await finder(store)('alpha'), ['b']);
  const sqlite = await openSqlite(file);
  context.after(() => sqlite.close());
  const { rows } = await sqlite.query(`select count(*) as jobs from job_subject`, []);
  assert.deepEqual(rows, [{ jobs: 1 }]);
  await sqlite.query(`insert into job_subject_gram(job_subject_gram) values('integrity-check')`, []);
});

test('a search that most candidates do not pass looks at a bounded number of them, and returns where to continue', async (context) => {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  const store = await openSqliteStore(file);
  context.after(() => store.close());
  // One in front of more candidates than are looked at; those are copies of the second.
  await insert(store, { id: 'job000000', texts: ['X1'], printer: 'RARE' });
  await insert(store, { id: 'job000001', texts: ['X1'] });
  const sqlite = await openSqlite(file);
  const columns = async (table: string) =>
    (await sqlite.query(`select name from pragma_table_info('${table}')`, [])).rows.map(
      (row) => (row as { readonly name: string }).name,
    );
  const copies = {
    id: `printf('job%06d', n)`,
    job_id: `printf('job%06d', n)`,
    print_job_uid: `'1.2.' || n`,
    ordinal: 'null',
  };
  for (const [table, key] of [
    ['job', 'id'],
    ['job_subject', 'job_id'],
  ] as const) {
    const names = await columns(table);
    const values = names.map(
      (name) => Object.entries(copies).find(([copied]) => copied === name)?.[1] ?? name,
    );
    await sqlite.query(
      `with recursive numbers(n) as (select 2 union all select n + 1 from numbers where n < 5100) ` +
        `insert into ${table} (${names.join(', ')}) select ${values.join(', ')} from ${table}, numbers where ${key} = 'job000001'`,
      [],
    );
  }
  await sqlite.close();
  const first = await store.search('x1', { printer: 'RARE' });
  assert.deepEqual(first.found, []);
  assert.ok(first.next !== undefined);
  const second = await store.search('x1', { printer: 'RARE', before: first.next });
  assert.deepEqual([second.found.map(({ job }) => job.id), second.next], [['job000000'], undefined]);
});
