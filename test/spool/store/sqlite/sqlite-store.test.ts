// The store on SQLite: what goes in comes out, queues sort, updates are whole, and errors carry the system's codes.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { SetupFailure } from '../../../../src/shared/errors/errors.ts';
import type { BlobRef, PrintPriority } from '../../../../src/shared/film/film.ts';
import { newJob, transition } from '../../../../src/spool/job/job.ts';
import type { Job, JobEvent } from '../../../../src/spool/job/job-types.ts';
import { DatabaseError, openSqlite } from '../../../../src/spool/store/sqlite/sqlite-connection.ts';
import { openSqliteStore } from '../../../../src/spool/store/sqlite/sqlite-store.ts';
import { migrations, type SpoolSchema } from '../../../../src/spool/store/schema.ts';
import { deliveryRow, jobRow } from '../../../../src/spool/store/rows.ts';
import { oldestPayloads } from '../../../../src/spool/store/sql-payloads.ts';
import { sqliteDialect } from '../../../../src/spool/store/sqlite/sqlite-dialect.ts';
import type { Store } from '../../../../src/spool/store/store.ts';
import { filmOf, later, noon, requestOf, temporaryFolder, toAll } from '../../spool-fixture.ts';

async function openStore(context: TestContext, file?: string): Promise<Store> {
  const store = await openSqliteStore(file ?? path.join(await temporaryFolder(context), 'jobs.db'));
  context.after(() => store.close());
  return store;
}

const blob = (number: number): BlobRef => ({ key: String(number).padStart(16, '0'), byteLength: 100 });

interface Wanted {
  readonly id: string;
  readonly printer?: string;
  readonly priority?: PrintPriority;
  readonly blobs?: readonly BlobRef[];
  readonly destinations?: readonly string[];
}

async function insert(store: Store, wanted: Wanted): Promise<Job> {
  const { id, printer = 'HARDCOPY', priority = 'LOW', blobs = [blob(1)], destinations = ['pdf'] } = wanted;
  const films = blobs.map((ref) => filmOf(ref));
  const job = newJob(requestOf(films, { printer, priority }), {
    id,
    destinations: toAll(destinations),
    at: noon,
  });
  await store.insert(job, films, blobs);
  return job;
}

const happen = (store: Store, id: string, ...events: readonly JobEvent[]) =>
  store.update(id, (job) => events.reduce((now, event) => transition(now, event, noon), job));

/** What may start when everything takes jobs. */
const at = (now: Date) => ({ now, latest: new Date(now.getTime() + 3_600_000), busy: [] });

const start = (job: Job) => transition(job, { kind: 'started' }, noon);

test('a job comes back as it went in', async (context) => {
  const store = await openStore(context);
  const films = [filmOf(blob(1), blob(2)), filmOf(blob(3))];
  const request = requestOf(films, {
    ...{
      priority: 'HIGH',
      copies: 3,
      sessionLabel: 'Thorax ä',
      mediumType: 'PAPER',
      filmDestination: 'BIN_1',
    },
    substitutions: [{ attribute: 'Trim', requested: 'MAYBE', used: 'NO', reason: 'unknown' }],
  });
  const job = newJob(request, { id: 'job1', destinations: toAll(['pdf', 'archive']), at: noon });
  await store.insert(job, films, [blob(1), blob(2), blob(3)]);
  assert.deepEqual(await store.job('job1'), job);
  assert.deepEqual(await store.jobByUid(request.printJobUid), job);
  assert.deepEqual(await store.jobs({}), [job]);
  assert.deepEqual(await store.films('job1'), films);
  assert.deepEqual((await store.blobsOf('job1')).toSorted(), [blob(1).key, blob(2).key, blob(3).key]);
  assert.equal(await store.job('job2'), undefined);
  assert.equal(await store.jobByUid('2.25.0'), undefined);
});

test('every situation of a job comes back as it was written', async (context) => {
  const store = await openStore(context);
  const sending: JobEvent[] = [
    { kind: 'started' },
    {
      ...{ kind: 'rendered', pages: 2, byteLength: 5_000_000_000 },
      findings: [{ attribute: 'ICCProfile', requested: 'r', used: 'sRGB', reason: 'w' }],
    },
    { kind: 'delivery-started', destination: 'pdf' },
  ];
  const failed: JobEvent = {
    kind: 'delivery-failed',
    destination: 'pdf',
    statusInfo: 'RECEIVER FULL',
    error: 'full',
    cause: 'passing',
  };
  const lives: readonly (readonly JobEvent[])[] = [
    [{ kind: 'held' }],
    [{ kind: 'started' }],
    sending,
    [...sending, { kind: 'delivery-receipt', destination: 'pdf', receipt: 'a/b.pdf' }],
    [
      ...sending,
      { kind: 'delivery-done', destination: 'pdf', receipt: 'a/b.pdf', detail: 'there' },
      { kind: 'run-ended' },
    ],
    [...sending, { ...failed, retryAt: later(60) }, { kind: 'run-ended' }],
    [...sending, failed, { kind: 'run-ended' }],
    [...sending, { kind: 'cancelled' }],
    [
      { kind: 'started' },
      { kind: 'render-failed', code: 'pixels-missing', detail: 'gone' },
      { kind: 'payload-removed' },
    ],
    [{ kind: 'started' }, { kind: 'interrupted', by: 'crash' }],
  ];
  for (const [index, life] of lives.entries()) {
    const id = `job${index}`;
    await insert(store, { id });
    const change = await happen(store, id, ...life);
    assert.notDeepEqual(change?.before, change?.after);
    assert.deepEqual(await store.job(id), change?.after);
  }
});

test('jobs are listed newest first, by state and printer, in pages', async (context) => {
  const store = await openStore(context);
  for (const id of ['a', 'b', 'c', 'd']) await insert(store, { id, printer: id < 'c' ? 'ONE' : 'TWO' });
  await happen(store, 'a', { kind: 'cancelled' });
  await happen(store, 'c', { kind: 'started' });
  const ids = async (filter: Parameters<Store['jobs']>[0]) => (await store.jobs(filter)).map((job) => job.id);
  assert.deepEqual(await ids({}), ['d', 'c', 'b', 'a']);
  assert.deepEqual(await ids({ limit: 2 }), ['d', 'c']);
  assert.deepEqual(await ids({ limit: 2, before: 'c' }), ['b', 'a']);
  assert.deepEqual(await ids({ printer: 'ONE' }), ['b', 'a']);
  assert.deepEqual(await ids({ state: 'PENDING' }), ['d', 'b']);
  assert.deepEqual(await ids({ state: 'PENDING', printer: 'TWO' }), ['d']);
  assert.deepEqual(await ids({ limit: 0 }), []);
  assert.deepEqual(await ids({ state: 'FAILURE', reason: 'job-cancelled' }), ['a']);
  assert.deepEqual(await ids({ state: 'PENDING', reason: 'held' }), []);
  assert.deepEqual(await store.counts(), { PENDING: 2, PRINTING: 1, DONE: 0, FAILURE: 1, UNKNOWN: 0 });
  assert.equal(await store.newestId(), 'd');
});

test('jobs are listed by how their ids begin', async (context) => {
  const store = await openStore(context);
  for (const id of ['1h2k', '1h2kz', '1h2m', '1h3', '1_']) await insert(store, { id });
  const ids = async (idBeginning: string) => (await store.jobs({ idBeginning })).map((job) => job.id);
  assert.deepEqual(await ids('1h2'), ['1h2m', '1h2kz', '1h2k']);
  assert.deepEqual(await ids('1h2k'), ['1h2kz', '1h2k']);
  assert.deepEqual(await ids('1_'), ['1_']);
  assert.deepEqual(await ids('h'), []);
});

test('the next job is the one of highest priority, then the oldest; held and waiting ones are passed over', async (context) => {
  const store = await openStore(context);
  const order: (readonly [string, PrintPriority])[] = [
    ...([
      ['a', 'LOW'],
      ['b', 'MED'],
      ['c', 'HIGH'],
      ['d', 'HIGH'],
      ['e', 'MED'],
      ['f', 'HIGH'],
      ['g', 'HIGH'],
    ] as const),
  ];
  for (const [id, priority] of order) await insert(store, { id, priority });
  await insert(store, { id: 'other', printer: 'OTHER', priority: 'HIGH' });
  await happen(store, 'f', { kind: 'held' });
  const retry: JobEvent = {
    kind: 'render-failed',
    code: 'render-failed',
    detail: 'full',
    retryAt: later(60),
  };
  await happen(store, 'g', { kind: 'started' }, retry);
  const taken: (string | undefined)[] = [];
  for (let count = 0; count < 6; count += 1)
    taken.push((await store.updateNext('HARDCOPY', at(noon), start))?.after.id);
  assert.deepEqual(taken, ['c', 'd', 'b', 'e', 'a', undefined]);
  assert.deepEqual(await store.nextDue('HARDCOPY', noon), later(60));
  assert.equal(await store.nextDue('OTHER', noon), undefined);
  const due = await store.updateNext('HARDCOPY', at(later(60)), (job) =>
    transition(job, { kind: 'started' }, later(60)),
  );
  assert.equal(due?.after.id, 'g');
});

test('what a device has begun with goes first, or it would wait behind jobs that the device refuses for it', async (context) => {
  const store = await openStore(context);
  await insert(store, { id: 'a', priority: 'HIGH', destinations: ['ipp'] });
  await insert(store, { id: 'b', priority: 'HIGH', destinations: ['ipp'] });
  await insert(store, { id: 'c', priority: 'LOW', destinations: ['ipp'] });
  await happen(
    store,
    'c',
    { kind: 'started' },
    { kind: 'rendered', pages: 1, byteLength: 8 },
    { kind: 'delivery-started', destination: 'ipp' },
    { kind: 'delivery-receipt', destination: 'ipp', receipt: 'job 4, without its document' },
    { kind: 'interrupted', by: 'crash' },
  );
  assert.deepEqual(await store.pendingIds('HARDCOPY'), ['c', 'a', 'b']);
  assert.equal((await store.updateNext('HARDCOPY', at(noon), start))?.after.id, 'c');
  // Given up there, it has the place of its priority again.
  await happen(store, 'c', { kind: 'interrupted', by: 'crash' });
  await happen(store, 'c', { kind: 'cancelled' }, { kind: 'retried' });
  assert.deepEqual(await store.pendingIds('HARDCOPY'), ['a', 'b', 'c']);
});

test('after a try that failed a job has its own place when its retry is due; one that its device stopped goes first', async (context) => {
  const store = await openStore(context);
  const tried = (id: string, ...then: readonly JobEvent[]) =>
    happen(
      store,
      id,
      { kind: 'started' },
      { kind: 'rendered', pages: 1, byteLength: 8 },
      { kind: 'delivery-started', destination: 'ipp' },
      { kind: 'delivery-receipt', destination: 'ipp', receipt: `${id} in the device` },
      ...then,
      { kind: 'run-ended' },
    );
  const told = { destination: 'ipp', statusInfo: 'CHECK PRINTER', error: 'It gave the job up.' };
  await insert(store, { id: 'a', priority: 'HIGH', destinations: ['ipp'] });
  await insert(store, { id: 'b', destinations: ['ipp'] });
  await tried('b', { kind: 'delivery-failed', ...told, cause: 'passing', retryAt: later(60) });
  assert.equal((await store.job('b'))?.deliveries[0]?.receipt, 'b in the device');
  assert.deepEqual(await store.pendingIds('HARDCOPY'), ['a', 'b']);
  assert.equal((await store.updateNext('HARDCOPY', at(later(60)), (job) => job))?.after.id, 'a');
  await insert(store, { id: 'c', destinations: ['ipp'] });
  await tried('c', { kind: 'delivery-waits', ...told });
  assert.deepEqual(await store.pendingIds('HARDCOPY'), ['c', 'a', 'b']);
});

test('two that ask at once get different jobs', async (context) => {
  const store = await openStore(context);
  for (let count = 0; count < 20; count += 1) await insert(store, { id: `job${count}` });
  const asked = Array.from({ length: 30 }, () => store.updateNext('HARDCOPY', at(noon), start));
  const ids = (await Promise.all(asked)).flatMap((change) => change?.after.id ?? []);
  assert.equal(ids.length, 20);
  assert.equal(new Set(ids).size, 20);
});

test('what a change throws changes nothing, and the store goes on', async (context) => {
  const store = await openStore(context);
  const job = await insert(store, { id: 'a' });
  const boom = (): Job => {
    throw new Error('boom');
  };
  await assert.rejects(store.update('a', boom), /boom/);
  await assert.rejects(store.updateNext('HARDCOPY', at(noon), boom), /boom/);
  assert.deepEqual(await store.job('a'), job);
  assert.equal(await store.update('nobody', start), undefined);
});

test('the same job twice, or a job with the UID of another, is refused whole', async (context) => {
  const store = await openStore(context);
  const job = await insert(store, { id: 'a' });
  const twin = { ...job, id: 'b' };
  await assert.rejects(store.insert(twin, [filmOf(blob(9))], [blob(9)]), DatabaseError);
  assert.deepEqual(await store.jobs({}), [job]);
  assert.deepEqual(await store.films('b'), []);
  assert.deepEqual(await store.referencedBlobs([blob(9).key]), new Set());
});

test('blobs are referred to until the payload of their last job is removed', async (context) => {
  const store = await openStore(context);
  await insert(store, { id: 'a', blobs: [blob(1), blob(2)] });
  await insert(store, { id: 'b', blobs: [blob(2), blob(3)] });
  const keys = [1, 2, 3, 4].map((number) => blob(number).key);
  assert.deepEqual(await store.referencedBlobs(keys), new Set(keys.slice(0, 3)));
  await happen(store, 'a', { kind: 'cancelled' }, { kind: 'payload-removed' });
  assert.deepEqual(await store.referencedBlobs(keys), new Set(keys.slice(1, 3)));
  assert.deepEqual(await store.documented(['a', 'b', 'c']), new Set(['b']));
});

test('a session of more images than a statement has room for goes in and comes back', async (context) => {
  const store = await openStore(context);
  const blobs = Array.from({ length: 450 }, (_, number) => blob(number));
  await insert(store, { id: 'a', blobs });
  assert.equal((await store.films('a')).length, 450);
  assert.equal((await store.referencedBlobs([...blobs.map(({ key }) => key), blob(999).key])).size, 450);
});

test('retention sees what is kept, and removes rows only of jobs whose payload is gone', async (context) => {
  const store = await openStore(context);
  await insert(store, { id: 'a', blobs: [blob(1), blob(2)] });
  await insert(store, { id: 'b', blobs: [blob(3)] });
  await insert(store, { id: 'c', blobs: [blob(4)] });
  await happen(store, 'b', { kind: 'cancelled' });
  assert.equal(await store.payloadBytes(), 400);
  assert.deepEqual(await store.oldestPayloads(10), [{ jobId: 'b', byteLength: 100, finishedAt: noon }]);
  assert.equal(await store.removeFinished(later(1)), 0);
  await happen(store, 'b', { kind: 'payload-removed' });
  assert.equal(await store.payloadBytes(), 300);
  assert.equal(await store.removeFinished(noon), 0);
  assert.equal(await store.removeFinished(later(1)), 1);
  assert.deepEqual(
    (await store.jobs({})).map((job) => job.id),
    ['c', 'a'],
  );
  assert.deepEqual(await store.films('b'), []);
});

test('who shares the pixels of a job is found by an index, not by looking at every job', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  await (await openSqliteStore(file)).close();
  const sqlite = await openSqlite(file);
  const asked: string[] = [];
  const db = new Kysely<SpoolSchema>({
    dialect: sqliteDialect(sqlite),
    log: ({ query }) => {
      asked.push(query.sql);
    },
  });
  context.after(() => db.destroy());
  await oldestPayloads(db, 10);
  const { rows } = await sqlite.query(`explain query plan ${asked[0] ?? ''}`, [10, 1]);
  const plan = rows.map((row) => (row as { readonly detail: string }).detail);
  const other = plan.filter((step) => /\bother\b/.test(step));
  assert.deepEqual(
    other.map((step) => step.replace(/ \(.*/, '')),
    ['SEARCH other USING INDEX job_by_pixels', 'SEARCH other USING INDEX sqlite_autoindex_job_1'],
  );
});

test('many jobs changed at once are what they are one by one, whatever happens to them', async (context) => {
  const [one, all] = [await openStore(context), await openStore(context)];
  const started: JobEvent = { kind: 'started' };
  const rendered: JobEvent = { kind: 'rendered', pages: 1, byteLength: 10 };
  const sending: JobEvent = { kind: 'delivery-started', destination: 'a' };
  const histories: readonly (readonly JobEvent[])[] = [
    [],
    [{ kind: 'held' }],
    [started],
    [started, rendered, sending],
    [started, rendered, sending, { kind: 'delivery-receipt', destination: 'a', receipt: 'device 7' }],
    [{ kind: 'cancelled' }],
    [],
  ];
  for (const [number, events] of histories.entries()) {
    const film = filmOf({ key: `0123456789abcde${number}`, byteLength: 6 });
    const made = { id: `job${number}`, destinations: toAll(['a', 'b']), at: noon };
    const job = events.reduce((was, event) => transition(was, event, noon), newJob(requestOf([film]), made));
    for (const store of [one, all]) await store.insert(job, [film], []);
  }
  const ids = histories.map((_, number) => `job${number}`);
  const happening: readonly JobEvent[] = [
    { kind: 'delivery-waits', destination: 'a', statusInfo: 'FILM JAM', error: 'Paper is jammed.' },
    { kind: 'device-ready', destination: 'a' },
    { kind: 'prioritized', priority: 'HIGH' },
    { kind: 'interrupted', by: 'crash' },
    { kind: 'moved', printer: 'OTHER', destinations: toAll(['c']) },
    { kind: 'cancelled' },
    { kind: 'payload-removed' },
  ];
  for (const event of happening) {
    const change = (job: Job) => {
      try {
        return transition(job, event, later(1));
      } catch {
        return job;
      }
    };
    for (const id of ids) await one.update(id, change);
    const changes = await all.updateAll([...ids, 'gone'], change);
    const read = (store: Store) => Promise.all(ids.map((id) => store.job(id)));
    assert.deepEqual(await read(all), await read(one), event.kind);
    assert.deepEqual(
      changes.map(({ after }) => after),
      await read(one),
    );
    assert.deepEqual(await all.actions.deviceCancellations(10), await one.actions.deviceCancellations(10));
  }
  assert.equal((await one.actions.deviceCancellations(10)).length, 1);
  assert.ok((await one.jobs({ state: 'FAILURE' })).length === ids.length);
});

test('when one of many cannot be changed, none is', async (context) => {
  const store = await openStore(context);
  await insert(store, { id: 'a' });
  await insert(store, { id: 'b' });
  const change = (job: Job): Job => {
    if (job.id === 'b') throw new Error('not that');
    return transition(job, { kind: 'held' }, noon);
  };
  await assert.rejects(store.updateAll(['a', 'b'], change), /not that/);
  assert.equal((await store.job('a'))?.reason, 'queued');
});

test('jobs survive closing and opening', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  const first = await openSqliteStore(file);
  const job = await insert(first, { id: 'a' });
  await first.close();
  const second = await openStore(context, file);
  assert.deepEqual(await second.job('a'), job);
});

test('commits are durable: a write-ahead log, synced each time', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
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
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  const sqlite = await openSqlite(file);
  context.after(() => sqlite.close());
  await sqlite.query('create table t (x text)', []);
  await sqlite.query('pragma max_page_count = 8', []);
  await sqlite.query('begin immediate', []);
  const fill = async () => {
    for (;;) await sqlite.query('insert into t values (?)', ['x'.repeat(10_000)]);
  };
  await assert.rejects(fill(), { name: 'DatabaseError', code: 'ENOSPC' });
  await sqlite.query('rollback', []);
  // There is nothing to roll back any more.
  await sqlite.query('rollback', []);
  assert.deepEqual((await sqlite.query('select count(*) as n from t', [])).rows, [{ n: 0 }]);
});

test('a file that is no database stops the start with a sentence', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  await writeFile(file, 'this is no database, but it is longer than a header of a hundred bytes'.repeat(10));
  await assert.rejects(openSqliteStore(file), (error: unknown) => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(error.code, 'data-folder-unusable');
    assert.match(error.message, /jobs\.db cannot be used: .*not a database/);
    return true;
  });
});

test('a store of a newer version stops the start with a sentence', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  await (await openSqliteStore(file)).close();
  const sqlite = await openSqlite(file);
  await sqlite.query('insert into kysely_migration values (?, ?)', ['9999-later', '2030-01-01']);
  await sqlite.close();
  await assert.rejects(openSqliteStore(file), (error: unknown) => {
    assert.ok(error instanceof SetupFailure);
    assert.equal(
      error.message,
      `the job store ${file} was written by another, probably newer, version of Hardcopy; start that version, or move the file away to begin with an empty spool`,
    );
    return true;
  });
});

test('a store from before there were actions is brought up to date, and its jobs are as they were', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  const sqlite = await openSqlite(file);
  const db = new Kysely<unknown>({ dialect: sqliteDialect(sqlite) });
  const provider = { getMigrations: () => Promise.resolve(migrations) };
  const { error } = await new Migrator({ db, provider }).migrateTo('0002-clients');
  assert.equal(error, undefined);
  const job = newJob(requestOf([filmOf(blob(1))]), { id: 'old', destinations: toAll(['pdf']), at: noon });
  const { reprint_of, pixels_of, findings, ...row } = jobRow(job, 100);
  assert.deepEqual([reprint_of, pixels_of, findings], [null, null, null]);
  const delivery = { ...deliveryRow('old', 0, job.deliveries[0]!) };
  const { required, cause, send_again, ...before } = delivery;
  assert.deepEqual([required, cause, send_again], [1, null, 0]);
  for (const [table, values] of [
    ['job', row],
    ['delivery', before],
  ] as const) {
    const names = Object.keys(values);
    const places = names.map(() => '?').join(', ');
    await sqlite.query(
      `insert into ${table} (${names.join(', ')}) values (${places})`,
      Object.values(values),
    );
  }
  await db.destroy();
  const store = await openStore(context, file);
  assert.deepEqual(await store.job('old'), job);
  assert.deepEqual(await store.actions.ofJob('old'), []);
  await happen(store, 'old', { kind: 'moved', printer: 'OTHER', destinations: toAll(['a', 'b']) });
  assert.deepEqual(
    (await store.job('old'))?.deliveries.map(({ destination }) => destination),
    ['a', 'b'],
  );
});

test('a row that cannot be is refused, not passed on', async (context) => {
  const file = path.join(await temporaryFolder(context), 'jobs.db');
  const store = await openSqliteStore(file);
  await insert(store, { id: 'a' });
  await store.close();
  const sqlite = await openSqlite(file);
  await sqlite.query(`update job set state = 'DONE'`, []);
  await sqlite.close();
  const again = await openStore(context, file);
  await assert.rejects(again.job('a'), /says DONE with the reason "queued", which cannot be/);
});

test('after the thread has ended, calls are refused instead of hanging', async (context) => {
  const sqlite = await openSqlite(path.join(await temporaryFolder(context), 'jobs.db'));
  await sqlite.close();
  await assert.rejects(sqlite.query('select 1', []), /has ended/);
  await sqlite.close();
});
