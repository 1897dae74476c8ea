// De-identification on a whole server: what a client's profile removes is nowhere, in no file, page, log line or answer.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { dataSetOf } from '../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../src/dicom/data-set/uids.ts';
import { compose, open, print } from './support/network-print.ts';
import { grayImage } from './support/print-client.ts';
import { TestServer } from './support/server.ts';

const secrets = /Zaubermann|ZQX-7741|Zwischentext/;
const patient = dataSetOf({ PatientName: 'Zaubermann^Quirin', PatientID: 'ZQX-7741', StudyDate: '20261130' });

/** A burned-in name: in columns 8 to 23 of rows 4 to 11, pixels of 173; elsewhere 90. */
const [side, burned, plain] = [64, 173, 90];
const isBurned = (index: number) => {
  const [row, column] = [Math.floor(index / side), index % side];
  return row >= 4 && row < 12 && column >= 8 && column < 24;
};
const pixels = Uint8Array.from({ length: side * side }, (_, index) => (isBurned(index) ? burned : plain));

const config = (level: string) =>
  [
    `log: { level: ${level} }`,
    'clients:',
    "  - match: { callingAeTitle: 'TEST*' }",
    '    redact:',
    '      attributes: [PatientName, PatientID, FilmSessionLabel, TextString]',
    '      rectangles: [{ left: 8, top: 4, width: 16, height: 8 }]',
    '',
  ].join('\n');

/** Every file below a folder. */
const files = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));

test('names, labels, texts and burned-in pixels of a client are removed before anything is stored', async (t) => {
  const server = await TestServer.start({ config: config('debug') });
  t.after(() => server.stop());
  const meta = [
    sopClasses.BasicGrayscalePrintManagementMeta,
    sopClasses.BasicAnnotationBox,
    sopClasses.PrintJob,
  ];
  const connection = await open(server.dicomPort, 'HARDCOPY', meta);
  const film = { AnnotationDisplayFormatID: 'ANNOTATION', FilmSizeID: '8INX10IN' };
  const { filmBox } = await compose(connection, grayImage(side, side, pixels).with(patient), film, {
    FilmSessionLabel: 'Zaubermann',
  });
  const annotated = await connection.client.request(
    3,
    {
      kind: 'N-SET-RQ',
      requestedSopClassUid: sopClasses.BasicAnnotationBox,
      requestedSopInstanceUid: '1.2.3.4',
    },
    dataSetOf({ AnnotationPosition: 1, TextString: 'Zwischentext' }),
  );
  assert.equal(annotated.command.status, 0);
  // While nothing has accepted it: the image is on disk already.
  const blobs = () =>
    files(path.join(server.data, 'spool', 'blobs'))
      .concat(files(path.join(server.data, 'spool', 'incoming')))
      .filter((file) => readFileSync(file).length === pixels.length);
  const [waiting = ''] = blobs();
  const stored = readFileSync(waiting);
  const expected = pixels.map((value, index) => (isBurned(index) ? 0 : value));
  assert.ok(stored.equals(expected), 'the rectangle is black, the rest as sent');
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  await server.jobsDone(1);

  const [job] = await server.jobs();
  assert.ok(job);
  const shown = (await (await server.get(`/api/jobs/${job.id}`)).json()) as Record<string, unknown>;
  assert.deepEqual(shown.subjects, [{ studyDate: '20261130' }]);
  assert.deepEqual(shown.texts, []);
  assert.equal(shown.sessionLabel ?? '', '');
  for (const file of files(server.data)) assert.doesNotMatch(readFileSync(file, 'latin1'), secrets, file);
  assert.doesNotMatch(server.log, secrets);
});

test('other clients are not changed', async (t) => {
  const server = await TestServer.start({ config: config('info').replace('TEST*', 'OTHER') });
  t.after(() => server.stop());
  const connection = await open(server.dicomPort);
  const { filmBox } = await compose(connection, grayImage(side, side, pixels).with(patient), {
    FilmSizeID: '8INX10IN',
  });
  assert.equal((await print(connection, filmBox)).status, 0);
  await connection.association.release();
  await server.jobsDone(1);
  const [job] = await server.jobs();
  const shown = (await (await server.get(`/api/jobs/${job?.id ?? ''}`)).json()) as Record<string, unknown>;
  assert.deepEqual(shown.subjects, [
    { patientName: 'Zaubermann^Quirin', patientId: 'ZQX-7741', studyDate: '20261130' },
  ]);
});
