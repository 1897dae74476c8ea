// No statement of the store walks the history: SQLite's plans of all statements that run while jobs are accepted, printed,
// listed and removed. Plans, not times: a scan of ten jobs is fast, and the same scan of a million is not.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Kysely } from 'kysely';
import { z } from 'zod';
import type { JobEvent } from '../../../../src/spool/job/job-types.ts';
import { reprintOf } from '../../../../src/spool/job/new-job.ts';
import type { SpoolSchema } from '../../../../src/spool/store/sql/schema.ts';
import { SqlStore } from '../../../../src/spool/store/sql/sql-store.ts';
import { openSqlite, type SqliteConnection } from '../../../../src/spool/store/sqlite/sqlite-connection.ts';
import { sqliteDialect } from '../../../../src/spool/store/sqlite/sqlite-dialect.ts';
import { openSqliteStore } from '../../../../src/spool/store/sqlite/sqlite-store.ts';
import { searchSqliteWords } from '../../../../src/spool/store/sqlite/sqlite-subject-index.ts';
import type { Store } from '../../../../src/spool/store/store.ts';
import { later, noon, toAll } from '../../spool-fixture.ts';
import { at, blob, happen, insert, start } from '../contract/opened-store.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

interface Watched {
  readonly store: Store;
  /** The steps of the plans of what `work` asks; only of statements that `statements` matches. */
  readonly planOf: (work: () => Promise<unknown>, statements?: RegExp) => Promise<readonly string[]>;
}

async function watchedStore(context: TestContext): Promise<Watched> {
  const file = path.join(temporaryFolder(context), 'jobs.db');
  await (await openSqliteStore(file)).close();
  const sqlite = await openSqlite(file);
  const asked: { readonly sql: string; readonly parameters: readonly unknown[] }[] = [];
  const db = new Kysely<SpoolSchema>({
    dialect: sqliteDialect(sqlite),
    log: ({ query }) => {
      asked.push(query);
    },
  });
  context.after(() => db.destroy());
  const store = new SqlStore({
    db,
    lost: sqlite.lost,
    searchWords: searchSqliteWords,
    beside: (read) => read(db),
    reader: { read: (read) => read(db), close: () => Promise.resolve() },
  });
  const planOf: Watched['planOf'] = async (work, statements = /./) => {
    asked.length = 0;
    await work();
    const steps = new Set<string>();
    for (const query of asked.splice(0).filter(({ sql }) => statements.test(sql)))
      for (const step of await planSteps(sqlite, query.sql, query.parameters)) steps.add(step);
    return [...steps];
  };
  return { store, planOf };
}

const planRows = z.array(z.object({ detail: z.string() }));

async function planSteps(
  sqlite: SqliteConnection,
  statement: string,
  parameters: readonly unknown[],
): Promise<readonly string[]> {
  if (!/^(select|update|delete|insert)/.test(statement)) return [];
  const { rows } = await sqlite.query(`explain query plan ${statement}`, parameters);
  return planRows.parse(rows).map(({ detail }) => detail);
}

/** A printed job, a failed one that was printed again, one in the queue and one without its payload. */
async function someJobs(store: Store): Promise<void> {
  const printed: readonly JobEvent[] = [
    { kind: 'started' },
    { kind: 'rendered', pages: 1, byteLength: 10, version: 'v1' },
    { kind: 'delivery-started', destination: 'pdf' },
    { kind: 'delivery-done', destination: 'pdf', receipt: 'a.pdf', detail: 'there' },
    { kind: 'run-ended' },
  ];
  await insert(store, { id: 'a' });
  await happen(store, 'a', ...printed);
  const failed = await insert(store, { id: 'b', texts: ['Thorax'] });
  await happen(store, 'b', { kind: 'cancelled' });
  const made = { id: 'c', printJobUid: '2.25.99', printer: 'HARDCOPY', copies: 1, at: noon };
  const again = reprintOf(failed, { ...made, destinations: toAll(['pdf']) });
  await store.insert({ job: again, films: await store.films('b'), blobs: [blob(1)] });
  await insert(store, { id: 'd' });
  await happen(store, 'd', { kind: 'cancelled' }, { kind: 'payload-removed' });
}

/** What may walk an index or a table from one end: it stops at the first rows, or only unfinished jobs are in it. */
const bounded = [
  // The newest id; the newest jobs: as many as are asked for.
  'SCAN job USING COVERING INDEX sqlite_autoindex_job_1',
  'SCAN job USING INDEX sqlite_autoindex_job_1',
  // Of the queue, which has a limit.
  'SCAN job USING COVERING INDEX job_unfinished',
  // No jobs: printers that are paused, orders for devices.
  'SCAN pause USING INDEX sqlite_autoindex_pause_1',
  'SCAN device_cancellation USING COVERING INDEX sqlite_autoindex_device_cancellation_1',
];

const walks = (plan: readonly string[]) =>
  plan.filter((step) => step.startsWith('SCAN') && !/VIRTUAL TABLE|^SCAN \d/.test(step));

test('whatever is asked of the store, no history is walked', async (context) => {
  const { store, planOf } = await watchedStore(context);
  await someJobs(store);
  const record = {
    id: 'r1',
    jobId: null,
    printer: 'HARDCOPY',
    requestId: 'mine',
    at: noon,
    who: 'anna',
    action: 'pause',
    detail: 'Paused.',
  } as const;
  const cancellation = { jobId: 'a', printer: 'HARDCOPY', destination: 'pdf', receipt: 'a.pdf' };
  const client = { callingAeTitle: 'CT 1', peerAddress: '10.0.0.1' };
  const asked: Readonly<Record<string, () => Promise<unknown>>> = {
    insert: () => insert(store, { id: 'e' }),
    job: () => store.job('a'),
    jobByUid: () => store.jobByUid('2.25.99'),
    jobByFingerprint: () => store.jobByFingerprint('f', noon),
    reprintOf: () => store.reprintOf('b', 'mine'),
    films: () => store.films('a'),
    subjects: () => store.subjects('b'),
    counts: () => store.counts(),
    newestId: () => store.newestId(),
    update: () => happen(store, 'e', { kind: 'held' }, { kind: 'released' }),
    'update: a device has it': () => happen(store, 'e', { kind: 'cancelled' }),
    'update: payload removed': () => happen(store, 'e', { kind: 'payload-removed' }),
    'update: payload removed that another shares': () => happen(store, 'b', { kind: 'payload-removed' }),
    updateAll: () => store.updateAll(['a', 'c'], (job) => ({ ...job, repeats: 1 })),
    updateNext: () => store.updateNext('HARDCOPY', at(noon, ['busy']), start),
    nextDue: () => store.nextDue('HARDCOPY', noon),
    pendingByPrinter: () => store.pendingByPrinter(),
    dailyCounts: () => store.dailyCounts({ since: '2026-01-01', until: '2026-12-31' }, ['client'], 10),
    'dailyCounts of a printer': () =>
      store.dailyCounts({ since: '2026-01-01', until: '2026-12-31', printers: ['HARDCOPY'] }, ['day'], 10),
    'states.add': () =>
      store.states.add([{ printer: 'HARDCOPY', at: noon, state: 'ready', statusInfo: '', detail: '' }]),
    'states.of': () => store.states.of('HARDCOPY', noon),
    'states.noteRun': () => store.states.noteRun({ startedAt: noon, aliveAt: noon }),
    'states.runs': () => store.states.runs(noon),
    pendingIds: () => store.pendingIds('HARDCOPY'),
    queuePage: () => store.queuePage('HARDCOPY', 2),
    firstPending: () => store.firstPending(3),
    waitingIds: () => store.waitingIds('HARDCOPY', 'pdf'),
    referencedBlobs: () => store.referencedBlobs([blob(1).key]),
    blobsOf: () => store.blobsOf('a'),
    documented: () => store.documented(['a', 'b']),
    'unfinished of all': () => store.unfinished(),
    'unfinished of a client': () => store.unfinished(client),
    'unfinished of a title': () => store.unfinished({ callingAeTitle: 'CT 1' }),
    payloadBytes: () => store.payloadBytes(),
    oldestPayloads: () => store.oldestPayloads(100),
    'oldestPayloads before': () => store.oldestPayloads(100, noon),
    removeFinished: () => store.removeFinished(later(1)),
    search: () => store.search('thorax', { since: noon }),
    'actions.ofJob': () => store.actions.ofJob('a'),
    'actions.ofPrinter': () => store.actions.ofPrinter('HARDCOPY'),
    'actions.record': () => store.actions.record(record),
    'actions.paused': () => store.actions.paused(),
    'actions.pause': () =>
      store.actions.pause('P', { printer: 'P', at: noon, who: 'anna' }, { ...record, id: 'r2' }),
    'actions.deviceCancellations': () => store.actions.deviceCancellations(10),
    'actions.addDeviceCancellation': () => store.actions.addDeviceCancellation(cancellation),
    'actions.removeDeviceCancellation': () =>
      store.actions.removeDeviceCancellation(cancellation, { ...record, id: 'r3', jobId: 'a' }),
    'actions.removeBefore': () => store.actions.removeBefore(noon),
  };
  const walking: Record<string, readonly string[]> = {};
  for (const [what, work] of Object.entries(asked)) {
    const found = walks(await planOf(work)).filter((step) => !bounded.includes(step));
    if (found.length > 0) walking[what] = found;
  }
  assert.deepEqual(walking, {});
});

test('lists come out of an index in their order: nothing is sorted, and no more is read than is shown', async (context) => {
  const { store, planOf } = await watchedStore(context);
  await someJobs(store);
  const of = (filter: Parameters<Store['jobs']>[0]) => planOf(() => store.jobs(filter), /from "job"/);
  const indices = {
    'job_by_state (state=?)': await of({ state: 'FAILURE' }),
    'job_by_state (state=? AND id<?)': await of({ state: 'FAILURE', before: 'c' }),
    'job_by_reason (state=? AND reason=?)': await of({ state: 'FAILURE', reason: 'pixels-missing' }),
    'job_by_reason (state=? AND reason=? AND id<?)': await of({ reason: 'pixels-missing', before: 'c' }),
    'job_by_printer (printer=?)': await of({ printer: 'HARDCOPY' }),
    'job_by_printer_state (printer=? AND state=?)': await of({ printer: 'HARDCOPY', state: 'UNKNOWN' }),
    'job_by_client (<expr>=?)': await of({ client: 'ct 1' }),
    'job_by_client (<expr>=? AND id>? AND id<?)': await of({ client: 'ct 1', since: noon, until: later(9) }),
    'sqlite_autoindex_job_1 (id>? AND id<?)': await of({ idBeginning: '0a' }),
  };
  for (const [index, plan] of Object.entries(indices))
    assert.deepEqual([...plan], [`SEARCH job USING INDEX ${index}`]);
  const page = (filter: Parameters<Store['jobPage']>[0]) => planOf(() => store.jobPage(filter), /from "job"/);
  const anyOf = [{ state: 'FAILURE' }, { state: 'PENDING', reason: 'held' }] as const;
  assert.deepEqual(await page({ anyOf, from: 'c' }), [
    'SEARCH job USING INDEX job_by_state (state=? AND id<?)',
    'SEARCH job USING INDEX job_by_reason (state=? AND reason=? AND id<?)',
  ]);
  const counted = await planOf(() => store.tally({ anyOf: [{ state: 'DONE' }], printer: 'HARDCOPY' }, 0));
  assert.deepEqual(counted, [
    'SEARCH running_total USING INDEX sqlite_autoindex_running_total_1 (what=? AND printer=? AND state=?)',
  ]);
  for (const filter of [
    { client: 'ct 1', since: noon },
    { anyOf: [{ state: 'FAILURE', reason: 'pixels-missing' }] },
  ] as const)
    for (const step of await planOf(() => store.tally(filter, 100)))
      assert.ok(!step.includes('job USING') || step.includes('COVERING'), step);
});

test('the queue and retention take the first of an index of what is theirs', async (context) => {
  const { store, planOf } = await watchedStore(context);
  await someJobs(store);
  const steps = async (work: () => Promise<unknown>) =>
    (await planOf(work)).filter((step) => /\b(job|queued|other|running_total)\b/.test(step));
  assert.deepEqual(await steps(() => store.firstPending(3)), [
    'SEARCH running_total USING INDEX sqlite_autoindex_running_total_1 (what=?)',
    'SEARCH job USING INDEX sqlite_autoindex_job_1 (id=?)',
    'SEARCH queued USING COVERING INDEX job_queue (printer=?)',
  ]);
  assert.deepEqual(await steps(() => store.oldestPayloads(10, noon)), [
    'SEARCH job USING INDEX job_with_payload (finished_at>? AND finished_at<?)',
    'SEARCH other USING INDEX job_by_pixels (pixels_of=?)',
    'SEARCH other USING INDEX sqlite_autoindex_job_1 (id=?)',
  ]);
  assert.deepEqual(await steps(() => store.unfinished({ callingAeTitle: 'CT 1' })), [
    'SEARCH job USING COVERING INDEX job_unfinished (<expr>=?)',
  ]);
  const claiming = await planOf(
    () => store.updateNext('HARDCOPY', at(noon), start),
    /from "job" where "printer"/,
  );
  assert.ok(claiming.includes('SEARCH job USING INDEX job_queue (printer=?)'), claiming.join('\n'));
  assert.ok(!claiming.some((step) => step.includes('TEMP B-TREE')), claiming.join('\n'));
  const removing = await planOf(() => store.removeFinished(noon));
  assert.deepEqual(removing, ['SEARCH job USING INDEX job_without_payload (finished_at<?)']);
});
