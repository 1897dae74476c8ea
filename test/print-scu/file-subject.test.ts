// The patient and study of an image file, and which printers get them.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import type { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { implementationClassUid, sopClasses } from '../../src/dicom/data-set/uids.ts';
import { ImageFiles } from '../../src/images/image-file.ts';
import { preparedGray } from '../../src/images/pixels/prepared-image.ts';
import { imageBoxDataSet } from '../../src/print-scu/job/print-data-sets.ts';
import { keepsSubjects } from '../../src/print-scu/print-run.ts';
import { run } from '../cli/run.ts';
import { dicomFile, gray8 } from './dicom-files.ts';
import { ScriptedPrinter } from './scripted-printer.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder('subject');

async function fileOf(values: Parameters<typeof dataSetOf>[0]): Promise<string> {
  const file = path.join(folder, 'a.dcm');
  await writeFile(file, dicomFile({ ...gray8(1, 2), ...values }, Buffer.from([1, 2])));
  return file;
}
const alpha = {
  PatientName: 'Test^Alpha',
  PatientID: 'P1',
  AccessionNumber: 'A1',
  StudyDate: '20261130',
  StudyInstanceUID: '1.2.3',
};

for (const [name, values, subject] of [
  [
    'everything',
    alpha,
    {
      patientName: 'Test^Alpha',
      patientId: 'P1',
      accessionNumber: 'A1',
      studyDate: '20261130',
      studyInstanceUid: '1.2.3',
    },
  ],
  ['Latin 1', { SpecificCharacterSet: 'ISO_IR 100', PatientName: 'Müller^Ä' }, { patientName: 'Müller^Ä' }],
  [
    'UTF-8',
    { SpecificCharacterSet: 'ISO_IR 192', PatientName: 'Yamada=山田' },
    { patientName: 'Yamada=山田' },
  ],
  ['a date that is none', { StudyDate: 'yesterday', PatientID: 'P2' }, { patientId: 'P2' }],
  ['nothing', {}, undefined],
] as const)
  test(`of a file with ${name}`, async () => {
    const [frame] = (await new ImageFiles().open(await fileOf(values))).frames;
    assert.deepEqual(frame?.subject, subject);
  });

test('it is sent to a Hardcopy in the image item, in a character set that has it', async (t) => {
  const printer = await ScriptedPrinter.start();
  t.after(() => printer.close());
  const file = await fileOf({ ...alpha, SpecificCharacterSet: 'ISO_IR 192', PatientName: 'Test^Älpha' });
  const { host, port, calledAeTitle } = printer.address;
  const { exitCode, stderr } = await run(['print', `${host}:${port}`, calledAeTitle, file]);
  assert.equal(exitCode, 0, stderr);
  const set = printer.received.find(({ sopClass }) => sopClass === sopClasses.BasicGrayscaleImageBox);
  const [item] = set?.data?.items('BasicGrayscaleImageSequence') ?? [];
  assert.deepEqual(
    [item?.string('PatientName'), item?.string('PatientID'), item?.string('SpecificCharacterSet')],
    ['Test^Älpha', 'P1', 'ISO_IR 100'],
  );
  assert.equal(item?.string('StudyInstanceUID'), '1.2.3');
});

test('another printer does not get it', () => {
  const peer = (classUid: string) => keepsSubjects({ peerImplementation: { classUid } });
  assert.deepEqual(
    [peer(implementationClassUid), peer('1.2.276.0.7230010.3.0.3.6.7'), peer('')],
    [true, false, false],
  );
  const pixels = preparedGray({ rows: 1, columns: 1 }, 8, Buffer.of(0));
  const image = { position: 1, name: 'a', prepare: () => Promise.resolve(pixels) };
  const [item] = imageBoxDataSet(image, pixels, undefined).items('BasicGrayscaleImageSequence');
  assert.equal(item?.has('PatientName'), false);
});
