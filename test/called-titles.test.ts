// A real server that is called by aliases, in other capitals and by unknown titles: which printer prints, and the title that
// rules, jobs and metrics use.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { AssociationRefusal } from '../src/shared/errors/wire-failures.ts';
import { compose, open, print } from './support/network-print.ts';
import { TestServer } from './support/server.ts';

describe('a called AE title', () => {
  let server: TestServer;
  before(async () => {
    server = await TestServer.start({
      config: [
        'access: [{ printers: [ward] }, { callingAeTitles: [UNUSED], printers: [SPARE] }]',
        'printers:',
        '  - { aeTitle: WARD, aeTitleAliases: [DRYVIEW8150, Old Imager] }',
        '  - { aeTitle: SPARE, anyAeTitle: true, storedPrint: false }',
        '',
      ].join('\n'),
    });
  });
  after(async () => {
    assert.equal(await server.stop(), 0);
  });

  test('may be an alias in any capitals; rules, jobs and metrics use the title of the printer', async () => {
    const titles = ['WARD', 'ward', 'Dryview8150', 'OLD IMAGER'];
    for (const called of titles) {
      const connection = await open(server.dicomPort, called);
      assert.equal(connection.association.calledAeTitle, called);
      const { filmBox } = await compose(connection);
      assert.equal((await print(connection, filmBox)).status, 0);
      await connection.association.release();
    }
    const jobs = await server.jobsDone(titles.length);
    assert.deepEqual(
      jobs.map(({ printer }) => printer),
      titles.map(() => 'WARD'),
    );
    const metrics = await (await server.get('/metrics')).text();
    assert.match(metrics, /printer="WARD"/);
    assert.doesNotMatch(metrics, /printer="(ward|Dryview8150|OLD IMAGER)"/);
  });

  test('that no printer has means the printer that accepts any title, if the access rules allow the client', async () => {
    await assert.rejects(open(server.dicomPort, 'PRINTSCP'), (error: unknown) => {
      assert.ok(error instanceof AssociationRefusal);
      assert.deepEqual([error.result, error.source, error.reason], [1, 1, 7]);
      return true;
    });
    await server.logged(/printer SPARE is not for TESTER by its access rule/);
  });
});

test('that is unknown is refused where no printer accepts any title, and the log lists the known titles', async (t) => {
  const server = await TestServer.start({ config: 'printers: [{ aeTitle: A, aeTitleAliases: [B] }]\n' });
  t.after(() => server.stop());
  await assert.rejects(open(server.dicomPort, 'C'), AssociationRefusal);
  await server.logged(/no printer C; there is A/);
});

test('may be anything for the printer that accepts any title', async (t) => {
  const server = await TestServer.start({
    config: 'printers: [{ aeTitle: A }, { aeTitle: B, anyAeTitle: true }]\n',
  });
  t.after(() => server.stop());
  for (const called of ['PRINTSCP', '1', 'CT^HEAD', 'b']) {
    const connection = await open(server.dicomPort, called);
    const { filmBox } = await compose(connection);
    assert.equal((await print(connection, filmBox)).status, 0);
    await connection.association.release();
  }
  assert.deepEqual(
    (await server.jobsDone(4)).map(({ printer }) => printer),
    ['B', 'B', 'B', 'B'],
  );
});
