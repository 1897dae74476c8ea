// Basic Film Session: N-CREATE, N-SET, N-DELETE and the statuses of their attributes (PS3.2 tables E.4.2-14 to E.4.2-17).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient, uidOf } from '../../support/print-client.ts';

const { BasicFilmSession, BasicFilmBox } = sopClasses;

test('a session without attributes gets the defaults, a UID of ours, and the complete list', async () => {
  const client = new PrintClient();
  const answer = await client.request({ kind: 'N-CREATE-RQ', affectedSopClassUid: BasicFilmSession });
  assert.equal(answer.status, 0x0000);
  assert.match(uidOf(answer), /^2\.25\.[1-9][0-9]+$/);
  assert.equal(answer.command.affectedSopClassUid, BasicFilmSession);
  assert.equal(answer.dataSet.number('NumberOfCopies'), 1);
  assert.equal(answer.dataSet.string('PrintPriority'), 'LOW');
  assert.equal(answer.dataSet.string('MediumType'), 'CURRENT');
  assert.equal(answer.dataSet.string('FilmDestination'), 'CURRENT');
  await client.close();
});

test('what the client asks for comes back as it is used', async () => {
  const client = new PrintClient();
  const answer = await client.create(
    BasicFilmSession,
    {
      NumberOfCopies: '3',
      PrintPriority: 'HIGH',
      MediumType: 'BLUE FILM',
      FilmDestination: 'BIN_7',
      FilmSessionLabel: 'knee',
      OwnerID: 'ward 3',
      MemoryAllocation: '2000',
    },
    '1.2.3.4',
  );
  assert.equal(answer.status, 0x0000);
  assert.equal(uidOf(answer), '1.2.3.4');
  assert.equal(answer.dataSet.number('NumberOfCopies'), 3);
  assert.equal(answer.dataSet.string('PrintPriority'), 'HIGH');
  assert.equal(answer.dataSet.string('MediumType'), 'BLUE FILM');
  assert.equal(answer.dataSet.string('FilmDestination'), 'BIN_7');
  assert.equal(answer.dataSet.string('FilmSessionLabel'), 'knee');
  assert.equal(answer.dataSet.number('MemoryAllocation'), 2000);
  await client.close();
});

test('values out of range are replaced: 0116 with exactly the offenders, as sent', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  const answer = await client.create(BasicFilmSession, {
    NumberOfCopies: '0',
    PrintPriority: 'URGENT',
    MediumType: 'PAPER',
  });
  assert.equal(answer.status, 0x0116);
  assert.deepEqual(
    [...answer.dataSet].map((element) => element.tag),
    [0x00080016, 0x00080018, 0x20000010, 0x20000020],
  );
  assert.equal(answer.dataSet.string('PrintPriority'), 'URGENT');
  assert.equal(answer.command.errorComment, 'out of range: NumberOfCopies, PrintPriority');
  const later = await client.set(BasicFilmSession, uidOf(answer), {});
  assert.equal(later.dataSet.number('NumberOfCopies'), 1);
  assert.equal(later.dataSet.string('PrintPriority'), 'LOW');
  await client.close();
});

test('zero-length attributes are as good as absent ones', async () => {
  const client = new PrintClient();
  const answer = await client.create(BasicFilmSession, {
    NumberOfCopies: '',
    MemoryAllocation: '',
    PrintPriority: '',
  });
  assert.equal(answer.status, 0x0000);
  assert.equal(answer.dataSet.number('NumberOfCopies'), 1);
  assert.equal(answer.dataSet.has('MemoryAllocation'), false);
  await client.close();
});

test('unknown attributes are skipped: 0107 with their tags, and the list of those in use', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  const answer = await client.create(BasicFilmSession, { PatientID: 'P1', NumberOfCopies: '2' });
  assert.equal(answer.status, 0x0107);
  assert.deepEqual(answer.command.attributeIdentifierList, [0x00100020]);
  assert.equal(answer.dataSet.number('NumberOfCopies'), 2);
  assert.equal(answer.dataSet.has('PatientID'), false);
  await client.close();
});

test('text beyond its VR is cut and recorded', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  const answer = await client.create(BasicFilmSession, { FilmSessionLabel: 'x'.repeat(70) });
  assert.equal(answer.status, 0x0116);
  const set = await client.set(BasicFilmSession, uidOf(answer), {});
  assert.equal(set.dataSet.string('FilmSessionLabel'), 'x'.repeat(64));
  await client.close();
});

test('N-SET changes what it names and keeps the rest', async () => {
  const client = new PrintClient();
  const uid = await client.session({ NumberOfCopies: '2', PrintPriority: 'HIGH' });
  const answer = await client.set(BasicFilmSession, uid, { PrintPriority: 'MED' });
  assert.equal(answer.status, 0x0000);
  assert.equal(answer.dataSet.string('PrintPriority'), 'MED');
  assert.equal(answer.dataSet.number('NumberOfCopies'), 2);
  await client.close();
});

test('UIDs: bad syntax 0117, one in use 0111, a second session 0213', async () => {
  const client = new PrintClient();
  assert.equal((await client.create(BasicFilmSession, {}, '1.2.03')).status, 0x0117);
  await client.session();
  const first = await client.create(BasicFilmSession, {});
  assert.equal(first.status, 0x0213);
  const { uid } = await client.filmBox();
  assert.equal((await client.create(BasicFilmSession, {}, uid)).status, 0x0111);
  await client.close();
});

test('unknown instances are 0112, instances of another class 0119', async () => {
  const client = new PrintClient();
  assert.equal((await client.set(BasicFilmSession, '1.2.3', {})).status, 0x0112);
  await client.session();
  const { uid } = await client.filmBox();
  assert.equal((await client.set(BasicFilmSession, uid, {})).status, 0x0119);
  assert.equal((await client.remove(BasicFilmSession, '1.2.3')).status, 0x0112);
  await client.close();
});

test('N-DELETE removes the whole tree; a new session may follow', async () => {
  const client = new PrintClient();
  const uid = await client.session();
  const filmBox = await client.filmBox();
  assert.equal((await client.remove(BasicFilmSession, uid)).status, 0x0000);
  assert.equal((await client.remove(BasicFilmBox, filmBox.uid)).status, 0x0112);
  assert.equal((await client.create(BasicFilmSession, {})).status, 0x0000);
  await client.close();
});

test('Memory Allocation: as much as there is room for; more is B600 with nothing set aside, on the job as well', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  client.spool.roomBytes = 1024 * 1000;
  const uid = await client.session({ MemoryAllocation: '1000' });
  client.spool.roomBytes = 0;
  // What was granted stays, as long as nothing more is asked for.
  const kept = await client.set(BasicFilmSession, uid, { NumberOfCopies: '2' });
  assert.equal(kept.status, 0x0000);
  assert.equal(kept.dataSet.number('MemoryAllocation'), 1000);
  client.spool.roomBytes = 1024 * 1000;
  const more = await client.set(BasicFilmSession, uid, { MemoryAllocation: '1001', NumberOfCopies: '3' });
  assert.equal(more.status, 0xb600);
  assert.equal(more.dataSet.number('MemoryAllocation'), 0);
  assert.equal(more.dataSet.number('NumberOfCopies'), 3, 'every value in use is returned');
  const { images } = await client.filmBox();
  await client.set(sopClasses.BasicGrayscaleImageBox, images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(1, 1, Uint8Array.of(1))],
  });
  assert.equal((await client.action(BasicFilmSession, uid)).status, 0x0000);
  assert.deepEqual(client.spool.accepted[0]?.substitutions, [
    { attribute: 'MemoryAllocation', requested: '1001', used: '0', reason: 'room for 1000 KB' },
  ]);
  await client.close();
});

test('Memory Allocation beyond the available space is not a warning for a silent profile', async () => {
  const client = new PrintClient({ profile: 'silent' });
  client.spool.roomBytes = 0;
  const answer = await client.create(BasicFilmSession, { MemoryAllocation: '1' });
  assert.equal(answer.status, 0x0000);
  assert.equal(answer.dataSet.number('MemoryAllocation'), 0);
  await client.close();
});
