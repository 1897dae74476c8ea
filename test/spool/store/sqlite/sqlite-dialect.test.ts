// Transactions of kysely on the SQLite thread: which calls are combined, and the state after a failure.
import assert from 'node:assert/strict';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { Kysely, sql } from 'kysely';
import { openSqlite } from '../../../../src/spool/store/sqlite/sqlite-connection.ts';
import { sqliteDialect } from '../../../../src/spool/store/sqlite/sqlite-dialect.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

interface Schema {
  sheet: { id: number; label: string };
}

/** A database with one table, and the calls to its thread. */
async function opened(context: TestContext) {
  const sqlite = await openSqlite(path.join(temporaryFolder(context), 'sheets.db'));
  const db = new Kysely<Schema>({ dialect: sqliteDialect(sqlite) });
  context.after(() => db.destroy());
  await sql`create table sheet (id integer primary key, label text not null)`.execute(db);
  const calls = context.mock.method(sqlite, 'call').mock;
  const sent = () =>
    calls.calls.flatMap(({ arguments: [call] }) =>
      call.kind === 'query'
        ? [[...call.writes, call.statement].map(({ sql: text }) => text.split(' ')[0])]
        : [],
    );
  return { db, sent, sheets: () => db.selectFrom('sheet').selectAll().orderBy('id').execute() };
}

test('writes of a transaction are sent with its commit, in one call', async (context) => {
  const { db, sent, sheets } = await opened(context);
  await db.transaction().execute(async (tx) => {
    await tx.insertInto('sheet').values({ id: 1, label: 'A' }).execute();
    await tx.insertInto('sheet').values({ id: 2, label: 'B' }).execute();
    await tx.updateTable('sheet').set({ label: 'C' }).where('id', '=', 2).execute();
  });
  assert.deepEqual(sent(), [['insert', 'insert', 'update', 'commit']]);
  assert.deepEqual(await sheets(), [
    { id: 1, label: 'A' },
    { id: 2, label: 'C' },
  ]);
});

test('a read sees the writes before it, and a removal reports the number of its rows', async (context) => {
  const { db, sent } = await opened(context);
  const found = await db.transaction().execute(async (tx) => {
    await tx.insertInto('sheet').values({ id: 1, label: 'A' }).execute();
    const rows = await tx.selectFrom('sheet').selectAll().execute();
    await tx.insertInto('sheet').values({ id: 2, label: 'B' }).execute();
    const made = await tx.insertInto('sheet').values({ id: 3, label: 'C' }).returning('label').execute();
    const { numDeletedRows } = await tx.deleteFrom('sheet').executeTakeFirst();
    return { rows, made, numDeletedRows };
  });
  assert.deepEqual(found, { rows: [{ id: 1, label: 'A' }], made: [{ label: 'C' }], numDeletedRows: 3n });
  assert.deepEqual(sent(), [['insert', 'select'], ['insert', 'insert'], ['delete'], ['commit']]);
});

test('a write that fails fails its transaction, of which nothing remains', async (context) => {
  const { db, sheets } = await opened(context);
  await db.insertInto('sheet').values({ id: 1, label: 'A' }).execute();
  const withConflict = (readsAfter: boolean) =>
    db.transaction().execute(async (tx) => {
      await tx.insertInto('sheet').values({ id: 7, label: 'B' }).execute();
      await tx.insertInto('sheet').values({ id: 1, label: 'C' }).execute();
      if (readsAfter) await tx.selectFrom('sheet').selectAll().execute();
      await tx.insertInto('sheet').values({ id: 8, label: 'D' }).execute();
    });
  for (const readsAfter of [false, true])
    await assert.rejects(withConflict(readsAfter), /UNIQUE constraint failed: sheet\.id/);
  await db.transaction().execute((tx) => tx.insertInto('sheet').values({ id: 2, label: 'E' }).execute());
  assert.deepEqual(await sheets(), [
    { id: 1, label: 'A' },
    { id: 2, label: 'E' },
  ]);
});

test('a transaction that its caller ends with an error sends nothing if it only wrote', async (context) => {
  const { db, sent, sheets } = await opened(context);
  const failing = db.transaction().execute(async (tx) => {
    await tx.insertInto('sheet').values({ id: 1, label: 'A' }).execute();
    throw new Error('no');
  });
  await assert.rejects(failing, /no/);
  await db.transaction().execute(() => Promise.resolve());
  assert.deepEqual(sent(), []);
  assert.deepEqual(await sheets(), []);
});
