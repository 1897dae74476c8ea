// Background tasks: totals of the store that do not agree with its jobs are corrected and logged.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { openSqlite } from '../../../src/spool/store/sqlite/sqlite-connection.ts';
import { storeFile } from '../../../src/spool/store/sqlite/store-files.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { acceptOne, openTestSpool } from '../spool-fixture.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('sums are compared with the jobs a minute after the start, then every day; only what did not agree is logged', async (context) => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  context.after(() => {
    mock.timers.reset();
  });
  const folder = temporaryFolder(context);
  const { log, lines } = recordingLog();
  const spool = await openTestSpool(context, folder, { log });
  const { printer } = await acceptOne(spool);
  const sqlite = await openSqlite(storeFile(folder));
  context.after(() => sqlite.close());
  const pending = async () => (await spool.counts()).PENDING;
  const corrected = () => lines.filter(({ event }) => event === 'spool.total-corrected');

  await sqlite.query("update running_total set value = 7 where state = 'PENDING'", []);
  await spool.housekept();
  assert.equal(await pending(), 7);
  mock.timers.tick(60_000);
  await spool.housekept();
  assert.equal(await pending(), 1);
  const fields = { what: `jobs PENDING of ${printer}`, difference: -6 };
  assert.deepEqual(
    corrected().map(({ level, fields: of }) => [level, of]),
    [['warn', fields]],
  );

  await sqlite.query('delete from running_total', []);
  mock.timers.tick(24 * 3_600_000);
  await spool.housekept();
  assert.equal(await pending(), 1);
  assert.equal(corrected().length, 3);
  mock.timers.tick(24 * 3_600_000);
  await spool.housekept();
  assert.equal(corrected().length, 3);
});
