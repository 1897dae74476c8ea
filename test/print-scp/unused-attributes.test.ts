// Attributes that a client may send and that have no effect on a sheet: patients, studies, private ones. None causes a warning.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataSet, dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient, uidOf } from '../support/print-client.ts';

const { BasicFilmBox, BasicFilmSession, BasicGrayscaleImageBox } = sopClasses;

// With a letter: digits alone turn up in a random UID now and then.
const patient = dataSetOf({ PatientName: 'Doe^Jane', PatientID: 'P4711' });

test('Proposed Study and Original Image Sequence are accepted: whose film it is, and nothing else', async () => {
  const client = new PrintClient();
  const session = await client.create(BasicFilmSession, { ProposedStudySequence: [patient] });
  assert.equal(session.status, 0x0000);
  assert.equal(session.dataSet.has('ProposedStudySequence'), false);
  const changed = await client.set(BasicFilmSession, uidOf(session), { ProposedStudySequence: [patient] });
  assert.equal(changed.status, 0x0000);
  const filmBox = await client.filmBox();
  const image = await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(1, 1, new Uint8Array(1))],
    OriginalImageSequence: [patient],
  });
  assert.equal(image.status, 0x0000);
  assert.equal((await client.action(BasicFilmBox, filmBox.uid)).status, 0x0000);
  const [request] = client.spool.accepted;
  assert.deepEqual(request?.substitutions, []);
  const [film] = request.films;
  const subjects = [{ patientName: 'Doe^Jane', patientId: 'P4711' }];
  assert.deepEqual(film?.subjects, { subjects, more: false });
  assert.doesNotMatch(JSON.stringify({ ...request, films: [{ ...film, subjects: [] }] }), /Jane|P4711/);
  await client.close();
});

test('private attributes, such as Image Tone Adjustment (2001,1170), are passed over', async () => {
  const client = new PrintClient({ settings: { warnings: 'sent' } });
  await client.session();
  const filmBox = await client.filmBox();
  const values = dataSetOf({
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(1, 1, new Uint8Array(1))],
  });
  const answer = await client.set(
    BasicGrayscaleImageBox,
    filmBox.images[0] ?? '',
    new DataSet([
      ...values,
      { tag: 0x20010011, vr: 'LO', value: { kind: 'text', values: ['PRINT SERVER_2001'] } },
      { tag: 0x20011170, vr: 'LO', value: { kind: 'text', values: ['SOFT'] } },
    ]),
  );
  assert.equal(answer.status, 0x0000);
  // A public attribute that does not belong here is warned of, as ever.
  const other = await client.set(BasicGrayscaleImageBox, filmBox.images[0] ?? '', values.with(patient));
  assert.equal(other.status, 0x0107);
  await client.close();
});

test('boxes that a client lists with a new film box are the server’s to make: no warning, and not taken over', async () => {
  const client = new PrintClient();
  await client.session();
  for (const listed of [
    [],
    [dataSetOf({ ReferencedSOPClassUID: BasicGrayscaleImageBox, ReferencedSOPInstanceUID: '1.2.3' })],
  ]) {
    const answer = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,2',
      ReferencedImageBoxSequence: listed,
      ReferencedBasicAnnotationBoxSequence: listed,
    });
    assert.equal(answer.status, 0x0000);
    const made = answer.dataSet.items('ReferencedImageBoxSequence');
    assert.equal(made.length, 2);
    assert.ok(made.every((item) => item.string('ReferencedSOPInstanceUID') !== '1.2.3'));
    assert.equal(answer.dataSet.has('ReferencedBasicAnnotationBoxSequence'), false);
  }
  await client.close();
});
