// Patients and studies of films, wherever a client writes them, in every character set, bounded, and without a trace in the
// answers, the records and the log.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { dataSetOf } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import type { Film } from '../../src/shared/film/film.ts';
import { maxSubjects, subjectsOf, type Subject } from '../../src/shared/film/subjects.ts';
import { recordingLog } from '../support/recording-log.ts';
import { grayImage, PrintClient, type ClientOptions } from '../support/print-client.ts';

const pixels = Buffer.alloc(4);
type Values = Parameters<typeof dataSetOf>[0];
const alpha = {
  PatientName: 'Test^Alpha',
  PatientID: 'PAT-0001',
  StudyInstanceUID: '1.2.3.4',
  AccessionNumber: 'ACC77',
  StudyDate: '20261130',
} satisfies Values;
const alphaSubject: Subject = {
  patientName: 'Test^Alpha',
  patientId: 'PAT-0001',
  accessionNumber: 'ACC77',
  studyDate: '20261130',
  studyInstanceUid: '1.2.3.4',
};

interface Levels {
  readonly session?: Values;
  readonly film?: Values;
  /** One for each image. */
  readonly boxes?: readonly Values[];
  readonly items?: readonly Values[];
}

async function printed(context: TestContext, levels: Levels, options: ClientOptions = {}): Promise<Film> {
  const client = new PrintClient(options);
  context.after(() => client.close());
  const images = Math.max(1, levels.items?.length ?? 0, levels.boxes?.length ?? 0);
  await client.session(levels.session);
  const box = await client.filmBox({ ImageDisplayFormat: `STANDARD\\1,${images}`, ...levels.film });
  for (let index = 0; index < images; index += 1) {
    const answer = await client.set(sopClasses.BasicGrayscaleImageBox, box.images[index] ?? '', {
      ImageBoxPosition: index + 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, pixels, levels.items?.[index])],
      ...levels.boxes?.[index],
    });
    assert.equal(answer.status, 0);
    assert.equal(answer.dataSet.has('PatientName'), false);
  }
  assert.equal((await client.action(sopClasses.BasicFilmBox, box.uid)).status, 0);
  const [request] = client.spool.accepted;
  const film = request?.films[0];
  assert.ok(request && film);
  assert.doesNotMatch(JSON.stringify(request.substitutions), /Patient|Study|Accession/);
  return film;
}

for (const [where, levels] of Object.entries({
  'the image item': { items: [alpha] },
  'the image box': { boxes: [alpha] },
  'the film box': { film: alpha },
  'the film session': { session: alpha },
  'Proposed Study Sequence of the session': { session: { ProposedStudySequence: [dataSetOf(alpha)] } },
  'Original Image Sequence of the image box': { boxes: [{ OriginalImageSequence: [dataSetOf(alpha)] }] },
} satisfies Record<string, Levels>)) {
  test(`patient and study in ${where} are kept with the film`, async (context) => {
    const film = await printed(context, levels);
    assert.deepEqual(film.subjects, { subjects: [alphaSubject], more: false });
  });
}

test('each image has its own patient; what one does not say is that of its film box, never another patient’s', async (context) => {
  const film = await printed(context, {
    session: { PatientName: 'Session^Patient' },
    film: alpha,
    items: [
      { PatientName: 'Beta^Bert', PatientID: 'B' },
      {},
      { PatientID: 'PAT-0001', AccessionNumber: 'ACC78' },
      { PatientName: 'Test^Alpha', PatientID: 'PAT-0001' },
    ],
  });
  assert.deepEqual(film.subjects?.subjects, [
    { patientName: 'Beta^Bert', patientId: 'B' },
    alphaSubject,
    { patientId: 'PAT-0001', accessionNumber: 'ACC78' },
  ]);
});

test('values are bounded, bad ones are left out, and none of them fails a film', async (context) => {
  const film = await printed(context, {
    items: [
      {
        PatientName: `${'N'.repeat(1000)}^X`,
        PatientID: ' \u0007P1 ',
        StudyDate: '20261399',
        AccessionNumber: '',
        StudyInstanceUID: 'no uid',
      },
      { StudyDate: '2026.11.30' },
      { StudyDate: '20260230', PatientName: '' },
    ],
  });
  assert.deepEqual(film.subjects, {
    subjects: [
      { patientName: 'N'.repeat(200), patientId: 'P1', studyInstanceUid: 'no uid' },
      { studyDate: '20261130' },
    ],
    more: false,
  });
});

test('of many patients on one film the first are kept, and that there are more', async (context) => {
  const items = Array.from({ length: 30 }, (_, index) => ({ PatientID: `P${index}` }));
  const film = await printed(context, { items });
  assert.equal(film.subjects?.subjects.length, maxSubjects);
  assert.equal(film.subjects.more, true);
  assert.deepEqual(subjectsOf([film]).moreSubjects, true);
  assert.deepEqual(subjectsOf([film, film]).subjects, film.subjects.subjects);
});

test('names are read in the character set of their item, also where a client calls them UN', async (context) => {
  const names: readonly (readonly [set: string, name: string])[] = [
    ['ISO_IR 100', 'Müller^Jürgen'],
    ['ISO_IR 192', 'Yamada^Tarou=山田^太郎=やまだ^たろう'],
    ['ISO_IR 144', 'Люкceмбypг'],
    ['GB18030', 'Wang^XiaoDong=王^小东'],
  ];
  const film = await printed(context, {
    items: names.map(([set, name]) => ({ SpecificCharacterSet: set, PatientName: name })),
  });
  assert.deepEqual(
    film.subjects?.subjects.map(({ patientName }) => patientName),
    names.map(([, name]) => name),
  );
  const client = new PrintClient();
  context.after(() => client.close());
  await client.session();
  const box = await client.filmBox();
  const item = grayImage(2, 2, pixels, { SpecificCharacterSet: 'ISO_IR 100' }).with([
    { tag: 0x00100010, vr: 'UN', value: { kind: 'bytes', bytes: Buffer.from('M\xfcller^A ', 'latin1') } },
  ]);
  await client.set(sopClasses.BasicGrayscaleImageBox, box.images[0] ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [item],
  });
  await client.action(sopClasses.BasicFilmBox, box.uid);
  assert.deepEqual(client.spool.accepted[0]?.films[0]?.subjects?.subjects, [{ patientName: 'Müller^A' }]);
});

test('N-SET of film box and image box renews what was said before, a patient as a whole', async (context) => {
  const client = new PrintClient();
  context.after(() => client.close());
  await client.session();
  const box = await client.filmBox({ ...alpha, ImageDisplayFormat: 'STANDARD\\1,2' });
  for (const [index, uid] of box.images.entries()) {
    await client.set(sopClasses.BasicGrayscaleImageBox, uid, {
      ImageBoxPosition: index + 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, Buffer.alloc(4, index))],
    });
  }
  await client.set(sopClasses.BasicFilmBox, box.uid, { PatientID: 'PAT-0002' });
  await client.set(sopClasses.BasicGrayscaleImageBox, box.images[0] ?? '', {
    ImageBoxPosition: 1,
    PatientName: 'Third^One',
  });
  await client.action(sopClasses.BasicFilmBox, box.uid);
  assert.deepEqual(client.spool.accepted[0]?.films[0]?.subjects?.subjects, [
    { patientName: 'Third^One' },
    { patientId: 'PAT-0002' },
  ]);
});

test('a film of a client that names no patient has no subjects', async (context) => {
  assert.equal('subjects' in (await printed(context, {})), false);
});

test('neither patient, study, label nor text is in a log line, a record or an answer, however long they are', async (context) => {
  const { log, lines } = recordingLog();
  const client = new PrintClient({
    log,
    abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta, sopClasses.BasicAnnotationBox],
  });
  context.after(() => client.close());
  const secret = 'Secret^Name';
  await client.session({ FilmSessionLabel: secret.repeat(20), PatientName: secret });
  const answer = await client.create(sopClasses.BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    AnnotationDisplayFormatID: 'BOTTOM',
    PatientName: secret,
  });
  const uid = (sequence: 'ReferencedImageBoxSequence' | 'ReferencedBasicAnnotationBoxSequence') =>
    answer.dataSet.items(sequence)[0]?.string('ReferencedSOPInstanceUID') ?? '';
  await client.set(sopClasses.BasicGrayscaleImageBox, uid('ReferencedImageBoxSequence'), {
    ImageBoxPosition: 1,
    PatientName: secret,
    BasicGrayscaleImageSequence: [grayImage(2, 2, pixels, { PatientName: secret, PatientComments: secret })],
  });
  await client.set(sopClasses.BasicAnnotationBox, uid('ReferencedBasicAnnotationBoxSequence'), {
    AnnotationPosition: 1,
    TextString: secret.repeat(20),
  });
  await client.action(sopClasses.BasicFilmBox, answer.command.affectedSopInstanceUid);
  const [request] = client.spool.accepted;
  assert.match(request?.films[0]?.annotations[0]?.text ?? '', /^Secret\^Name/);
  assert.deepEqual(
    request?.substitutions.map(({ attribute, requested, used }) => [attribute, requested, used]),
    [
      ['FilmSessionLabel', '220 characters', 'the first 64 characters'],
      ['PatientComments', 'sent', 'not used'],
      ['TextString', '220 characters', 'the first 64 characters'],
    ],
  );
  const logged = lines.filter(({ level }) => level !== 'debug');
  assert.ok(logged.length > 0);
  assert.doesNotMatch(JSON.stringify(logged), /Secret/);
});
