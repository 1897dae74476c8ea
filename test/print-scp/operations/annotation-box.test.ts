// Annotation boxes: made by the film box's Annotation Display Format ID, set with N-SET, frozen with the film (PS3.2
// tables E.4.2-20, E.4.2-32 and E.4.2-33).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataSet } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import { grayImage, PrintClient, uidOf, type ClientOptions } from '../../support/print-client.ts';

const { BasicAnnotationBox, BasicFilmBox, BasicGrayscaleImageBox, BasicGrayscalePrintManagementMeta } =
  sopClasses;
const negotiated = [BasicGrayscalePrintManagementMeta, BasicAnnotationBox];

const everyWarning: ClientOptions = { settings: { warnings: 'sent' } };

const annotationUids = (dataSet: DataSet) =>
  dataSet
    .items('ReferencedBasicAnnotationBoxSequence')
    .map((item) => item.string('ReferencedSOPInstanceUID') ?? '');

async function film(format: string | undefined, options: ClientOptions = {}, layout = 'STANDARD\\2,2') {
  const client = new PrintClient({ abstractSyntaxes: negotiated, ...options });
  await client.session();
  const answer = await client.create(BasicFilmBox, {
    ImageDisplayFormat: layout,
    AnnotationDisplayFormatID: format,
  });
  const images = answer.dataSet
    .items('ReferencedImageBoxSequence')
    .map((item) => item.string('ReferencedSOPInstanceUID') ?? '');
  const print = async () => {
    await client.set(BasicGrayscaleImageBox, images[0] ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
    });
    assert.equal((await client.action(BasicFilmBox, uidOf(answer))).status, 0x0000);
    const request = client.spool.accepted.at(-1);
    assert.ok(request?.films[0]);
    return { request, film: request.films[0] };
  };
  return { client, answer, boxes: annotationUids(answer.dataSet), print, filmBox: uidOf(answer) };
}

for (const [format, boxes] of [
  ['LABEL', 1],
  ['BOTTOM', 4],
  ['COMBINED', 5],
  ['NONE', 0],
  ['ANNOTATION', 6],
  ['SIX LINES', 6],
  ['label', 1],
  [undefined, 0],
] as const) {
  test(`E.4.2-20: ${format ?? 'no format'} makes ${boxes} annotation boxes for four images`, async () => {
    const { client, answer, boxes: uids } = await film(format);
    assert.equal(answer.status, 0x0000);
    assert.equal(uids.length, boxes);
    assert.equal(new Set(uids).size, boxes);
    assert.ok(answer.dataSet.has('ReferencedBasicAnnotationBoxSequence'));
    assert.equal(answer.dataSet.string('AnnotationDisplayFormatID'), (format ?? 'NONE').toUpperCase());
    for (const item of answer.dataSet.items('ReferencedBasicAnnotationBoxSequence')) {
      assert.equal(item.string('ReferencedSOPClassUID'), BasicAnnotationBox);
    }
    await client.close();
  });
}

for (const format of ['FORMAT1', '1', 'ANNOTATIONS']) {
  test(`annex-e: ${format} makes no annotation box, and a text has nowhere to go: 0112`, async () => {
    const { client, answer } = await film(format, { profile: 'annex-e' });
    assert.equal(answer.status, 0x0116);
    assert.deepEqual(annotationUids(answer.dataSet), []);
    const text = { AnnotationPosition: 1, TextString: 'a' };
    assert.equal((await client.set(BasicAnnotationBox, '1.2.3.4', text)).status, 0x0112);
    await client.close();
  });
}

test('annex-e: an unknown format is NONE with 0116, and the references come all the same', async () => {
  const { client, answer, print } = await film('FANCY', { profile: 'annex-e' });
  assert.equal(answer.status, 0x0116);
  assert.equal(answer.dataSet.string('AnnotationDisplayFormatID'), 'FANCY');
  assert.equal(answer.dataSet.items('ReferencedImageBoxSequence').length, 4);
  assert.deepEqual(annotationUids(answer.dataSet), []);
  const { request } = await print();
  const [substitution] = request.substitutions;
  assert.deepEqual(
    { ...substitution, reason: '' },
    { attribute: 'AnnotationDisplayFormatID', requested: 'FANCY', used: 'NONE', reason: '' },
  );
  await client.close();
});

test('without Annotation negotiated there is a sequence only where boxes were asked for', async () => {
  const options = { abstractSyntaxes: [BasicGrayscalePrintManagementMeta] };
  const without = await film(undefined, options);
  assert.equal(without.answer.dataSet.has('ReferencedBasicAnnotationBoxSequence'), false);
  await without.client.close();
  const asked = await film('LABEL', options);
  assert.equal(asked.boxes.length, 1);
  await asked.client.close();
});

test('texts reach the film in the order of their positions, each with its place', async () => {
  const { client, boxes, print } = await film('COMBINED');
  for (const [index, position, text] of [
    [1, 3, ' third '],
    [0, 0, 'label'],
    [2, 1, 'ключ'],
    [3, 4, ''],
  ] as const) {
    const answer = await client.set(BasicAnnotationBox, boxes[index] ?? '', {
      SpecificCharacterSet: 'ISO_IR 192',
      AnnotationPosition: position,
      TextString: text,
    });
    assert.equal(answer.status, 0x0000);
    assert.equal(answer.dataSet.number('AnnotationPosition'), position);
    assert.equal(uidOf(answer), boxes[index]);
  }
  const { film: printed } = await print();
  assert.equal(printed.annotationDisplayFormatId, 'COMBINED');
  assert.deepEqual(printed.annotations, [
    { kind: 'annotation', position: 0, text: 'label', place: { kind: 'top' } },
    { kind: 'annotation', position: 1, text: 'ключ', place: { kind: 'below image', imageBoxPosition: 1 } },
    { kind: 'annotation', position: 3, text: 'third', place: { kind: 'below image', imageBoxPosition: 3 } },
  ]);
  await client.close();
});

test('a text is replaced, kept by an N-SET without it, and erased by zero length; films keep theirs', async () => {
  const { client, boxes, print } = await film('LABEL');
  const box = boxes[0] ?? '';
  const texts = async () => (await print()).film.annotations.map(({ text }) => text);
  await client.set(BasicAnnotationBox, box, { AnnotationPosition: 0, TextString: 'one' });
  assert.deepEqual(await texts(), ['one']);
  await client.set(BasicAnnotationBox, box, { AnnotationPosition: 0, TextString: 'two' });
  assert.deepEqual(await texts(), ['two']);
  assert.equal((await client.set(BasicAnnotationBox, box, { AnnotationPosition: 0 })).status, 0x0000);
  assert.deepEqual(await texts(), ['two']);
  await client.set(BasicAnnotationBox, box, { AnnotationPosition: 0, TextString: '' });
  assert.deepEqual(await texts(), []);
  assert.equal(client.spool.accepted[0]?.films[0]?.annotations[0]?.text, 'one');
  await client.close();
});

test('a text that is too long is cut at 64 characters: 0116, recorded', async () => {
  const { client, boxes, print } = await film('LABEL');
  const long = 'é'.repeat(70);
  const answer = await client.set(BasicAnnotationBox, boxes[0] ?? '', {
    SpecificCharacterSet: 'ISO_IR 100',
    AnnotationPosition: 0,
    TextString: long,
  });
  assert.equal(answer.status, 0x0116);
  assert.deepEqual(
    [...answer.dataSet].map(({ tag }) => tag),
    // With the character set that the text is in.
    [0x00080005, 0x20300020],
  );
  const { request, film: printed } = await print();
  assert.equal(printed.annotations[0]?.text, 'é'.repeat(64));
  assert.deepEqual(request.substitutions[0], {
    attribute: 'TextString',
    // What it says may be about a patient.
    requested: '70 characters',
    used: 'the first 64 characters',
    reason: 'longer than 64 characters',
  });
  await client.close();
});

for (const [format, bad] of [
  ['LABEL', 1],
  ['BOTTOM', 0],
  ['BOTTOM', 5],
  ['COMBINED', 5],
] as const) {
  test(`E.4.2-33: position ${bad} of ${format} is 0106 and nothing is printed`, async () => {
    const { client, boxes, print } = await film(format, { profile: 'annex-e' });
    const answer = await client.set(BasicAnnotationBox, boxes[0] ?? '', {
      AnnotationPosition: bad,
      TextString: 'nowhere',
    });
    assert.equal(answer.status, 0x0106);
    assert.equal(answer.dataSet.number('AnnotationPosition'), bad);
    assert.equal(answer.dataSet.size, 1);
    assert.deepEqual((await print()).film.annotations, []);
    await client.close();
  });
}

test('E.4.2-33: no position is 0120, an empty one 0121, no such box 0112, another class 0119', async () => {
  const { client, boxes, filmBox } = await film('LABEL', { profile: 'annex-e' });
  const box = boxes[0] ?? '';
  const missing = await client.set(BasicAnnotationBox, box, { TextString: 'x' });
  assert.equal(missing.status, 0x0120);
  assert.deepEqual(missing.command.attributeIdentifierList, [0x20300010]);
  const empty = await client.set(BasicAnnotationBox, box, { AnnotationPosition: [], TextString: 'x' });
  assert.equal(empty.status, 0x0121);
  assert.ok(empty.dataSet.isEmpty('AnnotationPosition'));
  const values = { AnnotationPosition: 0, TextString: 'x' };
  assert.equal((await client.set(BasicAnnotationBox, '1.2.3', values)).status, 0x0112);
  assert.equal((await client.set(BasicAnnotationBox, filmBox, values)).status, 0x0119);
  assert.equal((await client.set(BasicGrayscaleImageBox, box, values)).status, 0x0119);
  assert.equal((await client.get(BasicAnnotationBox, box)).status, 0x0211);
  const undecodable = await client.request(
    { kind: 'N-SET-RQ', requestedSopClassUid: BasicAnnotationBox, requestedSopInstanceUid: box },
    Uint8Array.from([0x30, 0x20, 0x10, 0x00, 0x55, 0x53, 0xff, 0x00]),
  );
  assert.equal(undecodable.status, 0x0110);
  await client.close();
});

test('two boxes at one position: the second text goes to its own place', async () => {
  const { client, boxes, print } = await film('BOTTOM');
  const [first = '', second = ''] = boxes;
  await client.set(BasicAnnotationBox, first, { AnnotationPosition: 1, TextString: 'a' });
  const answer = await client.set(BasicAnnotationBox, second, { AnnotationPosition: 1, TextString: 'b' });
  assert.equal(answer.dataSet.number('AnnotationPosition'), 2);
  assert.deepEqual(
    (await print()).film.annotations.map(({ position, text }) => [position, text]),
    [
      [1, 'a'],
      [2, 'b'],
    ],
  );
  await client.close();
});

test('a format of the printer takes any position and prints where the printer says', async () => {
  const printer = {
    annotationFormats: {
      SIX: { boxes: 2, place: 'top' },
      CAPTION: { boxes: 4, place: 'below image' },
    },
  } as const;
  const six = await film('SIX', { printer });
  assert.equal(six.boxes.length, 2);
  for (const [index, text] of ['first', 'second'].entries()) {
    const values = { AnnotationPosition: 2, TextString: text };
    assert.equal((await six.client.set(BasicAnnotationBox, six.boxes[index] ?? '', values)).status, 0x0000);
  }
  const places = async ({ print }: Pick<typeof six, 'print'>) =>
    (await print()).film.annotations.map(({ text, place }) => [text, place]);
  assert.deepEqual(await places(six), [
    ['first', { kind: 'top' }],
    ['second', { kind: 'top' }],
  ]);
  await six.client.close();

  const caption = await film('CAPTION', { printer });
  const [first = '', second = ''] = caption.boxes;
  await caption.client.set(BasicAnnotationBox, first, { AnnotationPosition: 4, TextString: 'last' });
  await caption.client.set(BasicAnnotationBox, second, { AnnotationPosition: 9, TextString: 'beyond' });
  assert.deepEqual(await places(caption), [
    ['last', { kind: 'below image', imageBoxPosition: 4 }],
    ['beyond', { kind: 'bottom' }],
  ]);
  await caption.client.close();
  // The default printer does not know it.
  const unknown = await film('SIX', everyWarning);
  assert.equal(unknown.answer.status, 0x0116);
  await unknown.client.close();
});

test('annotation boxes go with their film box; an N-SET of the film box makes no new ones', async () => {
  const { client, boxes, filmBox } = await film('LABEL', everyWarning);
  const changed = await client.set(BasicFilmBox, filmBox, { AnnotationDisplayFormatID: 'COMBINED' });
  assert.equal(changed.status, 0x0107);
  assert.deepEqual(changed.command.attributeIdentifierList, [0x20100030]);
  await client.remove(BasicFilmBox, filmBox);
  const values = { AnnotationPosition: 0, TextString: 'x' };
  assert.equal((await client.set(BasicAnnotationBox, boxes[0] ?? '', values)).status, 0x0112);
  await client.close();
});

test('the character set of the session, or of a later film box, is that of texts without one of their own', async () => {
  const client = new PrintClient({ abstractSyntaxes: negotiated });
  const cyrillic = Uint8Array.of(0xba, 0xdb, 0xee, 0xe7); // ISO_IR 144
  const latin = Uint8Array.of(0xc4, 0x72, 0x7a, 0x74); // ISO_IR 100
  await client.session({ SpecificCharacterSet: 'ISO_IR 144' });
  const textOf = async (values: Parameters<typeof client.filmBox>[0], bytes: Uint8Array) => {
    const answer = await client.create(BasicFilmBox, {
      ImageDisplayFormat: 'STANDARD\\1,1',
      AnnotationDisplayFormatID: 'LABEL',
      ...values,
    });
    // N-SET in explicit VR little endian: position 0, and a text of these bytes.
    const dataSet = Uint8Array.of(
      ...[0x30, 0x20, 0x10, 0x00, 0x55, 0x53, 0x02, 0x00, 0x00, 0x00],
      ...[0x30, 0x20, 0x20, 0x00, 0x4c, 0x4f, bytes.length, 0x00],
      ...bytes,
    );
    const set = await client.request(
      {
        kind: 'N-SET-RQ',
        requestedSopClassUid: BasicAnnotationBox,
        requestedSopInstanceUid: annotationUids(answer.dataSet)[0] ?? '',
      },
      dataSet,
    );
    assert.equal(set.status, 0x0000);
    const image = answer.dataSet.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPInstanceUID');
    await client.set(BasicGrayscaleImageBox, image ?? '', {
      ImageBoxPosition: 1,
      BasicGrayscaleImageSequence: [grayImage(1, 1, new Uint8Array(1))],
    });
    await client.action(BasicFilmBox, uidOf(answer));
    return client.spool.accepted.at(-1)?.films[0]?.annotations[0]?.text;
  };
  assert.equal(await textOf({}, cyrillic), 'Ключ');
  assert.equal(await textOf({ SpecificCharacterSet: 'ISO_IR 100' }, latin), 'Ärzt');
  await client.close();
});
