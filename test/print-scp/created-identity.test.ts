// N-CREATE responses have the class and instance of the created object in their data set too, for clients that do not read them
// from the command.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { PrintClient, type Answer } from '../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, PresentationLut } = sopClasses;

function assertIdentified({ command, dataSet }: Answer, sopClass: string, uid?: string): void {
  assert.equal(command.hasDataSet, true);
  assert.equal(dataSet.string('SOPClassUID'), sopClass);
  assert.equal(dataSet.string('SOPInstanceUID'), uid ?? command.affectedSopInstanceUid);
  assert.match(dataSet.string('SOPInstanceUID') ?? '', /^[0-9.]+$/);
}

test('class and instance are in the data sets of N-CREATE, with UIDs of the client and of the server', async () => {
  const client = new PrintClient();
  assertIdentified(await client.create(BasicFilmSession, {}), BasicFilmSession);
  const format = { ImageDisplayFormat: 'STANDARD\\1,1' };
  assertIdentified(await client.create(BasicFilmBox, format), BasicFilmBox);
  assertIdentified(await client.create(BasicFilmBox, format, '1.2.3.4'), BasicFilmBox, '1.2.3.4');
  const lut = { PresentationLUTShape: 'IDENTITY' };
  assertIdentified(await client.create(PresentationLut, lut, '1.2.3.5'), PresentationLut, '1.2.3.5');
  await client.close();
});

test('with a warning they are included too; a failure creates nothing, and other operations do not include them', async () => {
  const client = new PrintClient();
  assertIdentified(
    await client.create(BasicFilmSession, { NumberOfCopies: 500 }, '1.2.3'),
    BasicFilmSession,
    '1.2.3',
  );
  const failed = await client.create(BasicFilmBox, { ImageDisplayFormat: 'NONSENSE' }, '1.2.4');
  assert.equal(failed.status, 0x0106);
  assert.equal(failed.dataSet.has('SOPInstanceUID'), false);
  const set = await client.set(BasicFilmSession, '1.2.3', { NumberOfCopies: 2 });
  assert.equal(set.dataSet.has('SOPInstanceUID'), false);
  await client.close();
});
