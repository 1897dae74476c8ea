// Texts of clients with their own numbering of boxes, positions and formats: each is on the film, or the client is warned.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { filmStrips } from '../../src/render/layout/text-strips.ts';
import { fitText } from '../../src/render/text/text.ts';
import { grayImage, PrintClient, uidOf, type ClientOptions } from '../support/print-client.ts';

const { BasicAnnotationBox, BasicFilmBox, BasicGrayscaleImageBox, BasicGrayscalePrintManagementMeta } =
  sopClasses;

/** Box (0: a UID of the client's own), position, text. */
type Sent = readonly [box: number, position: number | '' | undefined, text: string];

async function printed(format: string, sent: readonly Sent[], options: ClientOptions = {}) {
  const client = new PrintClient({
    abstractSyntaxes: [BasicGrayscalePrintManagementMeta, BasicAnnotationBox],
    ...options,
  });
  await client.session();
  const created = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    AnnotationDisplayFormatID: format,
  });
  assert.equal(created.status, 0x0000);
  const uids = created.dataSet
    .items('ReferencedBasicAnnotationBoxSequence')
    .map((item) => item.string('ReferencedSOPInstanceUID') ?? '');
  const statuses: number[] = [];
  for (const [box, position, text] of sent) {
    const answer = await client.set(BasicAnnotationBox, box === 0 ? '1.2.3.4' : (uids[box - 1] ?? ''), {
      ...(position === undefined ? {} : { AnnotationPosition: position }),
      TextString: text,
    });
    statuses.push(answer.status);
  }
  const image = created.dataSet.items('ReferencedImageBoxSequence')[0]?.string('ReferencedSOPInstanceUID');
  await client.set(BasicGrayscaleImageBox, image ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
  });
  assert.equal((await client.action(BasicFilmBox, uidOf(created))).status, 0x0000);
  const [request] = client.spool.accepted;
  await client.close();
  assert.ok(request?.films[0]);
  const { annotations } = request.films[0];
  return { statuses, request, annotations, boxes: uids.length, texts: annotations.map(({ text }) => text) };
}

for (const format of ['FORMAT1', 'FORMAT4', '1', 'MY_LABELS']) {
  test(`${format}, which no printer knows, has six lines, and those that are set print`, async () => {
    const { statuses, request, annotations, boxes } = await printed(format, [
      [1, 1, 'hospital'],
      [2, 6, 'patient'],
      [5, 3, 'date'],
    ]);
    assert.equal(boxes, 6);
    assert.deepEqual(statuses, [0, 0, 0]);
    assert.deepEqual(
      annotations.map(({ text, place }) => [text, place]),
      [
        ['hospital', { kind: 'top', align: 'left' }],
        ['date', { kind: 'top', align: 'right' }],
        ['patient', { kind: 'bottom', align: 'right' }],
      ],
    );
    assert.deepEqual(
      request.substitutions.map(({ attribute, requested, used }) => [attribute, requested, used]),
      [['AnnotationDisplayFormatID', format, 'SIX LINES']],
    );
  });
}

for (const { who, format, sent, texts } of [
  {
    // Annotations by position, to the boxes in their order (CreateDicomPrintSpool of Starviewer, with DCMTK).
    who: 'Starviewer',
    format: 'ANNOTATION',
    sent: [
      [1, 1, 'institution'],
      [2, 2, 'patient'],
      [3, 5, 'study'],
      [4, 6, 'page'],
    ],
    texts: ['institution', 'patient', 'study', 'page'],
  },
  {
    who: 'all texts to the first box',
    format: 'ANNOTATION',
    sent: [1, 2, 3, 4, 5, 6, 7, 8].map((position) => [1, position, `text ${position}`] as const),
    texts: [1, 2, 3, 4, 5, 6, 7, 8].map((position) => `text ${position}`),
  },
  {
    who: 'the same position for all boxes',
    format: 'ANNOTATION',
    sent: [
      [1, 0, 'a'],
      [2, 0, 'b'],
      [3, 0, 'c'],
    ],
    texts: ['a', 'b', 'c'],
  },
  { who: 'position 1 for the label', format: 'LABEL', sent: [[1, 1, 'a']], texts: ['a'] },
  { who: 'no position for the label', format: 'LABEL', sent: [[1, undefined, 'a']], texts: ['a'] },
  { who: 'an empty position', format: 'BOTTOM', sent: [[1, '', 'a']], texts: ['a'] },
  {
    who: 'positions from 0',
    format: 'FORMAT2',
    sent: [
      [1, 0, 'a'],
      [2, 1, 'b'],
      [3, 2, 'c'],
    ],
    texts: ['a', 'b', 'c'],
  },
  {
    who: 'a UID of the client’s own',
    format: 'FORMAT3',
    sent: [
      [0, 2, 'a'],
      [0, 5, 'b'],
    ],
    texts: ['a', 'b'],
  },
] satisfies readonly { who: string; format: string; sent: readonly Sent[]; texts: readonly string[] }[]) {
  test(`every text is on the film with Success: ${who}`, async () => {
    const film = await printed(format, sent);
    assert.deepEqual(
      film.statuses,
      sent.map(() => 0),
    );
    assert.deepEqual(film.texts, texts);
  });
}

test('a text that will not be on the film: 0116 at once, and on the job without what it says', async () => {
  for (const [format, sent] of [
    [
      'LABEL',
      [
        [1, 0, 'a'],
        [1, 0, 'b'],
      ],
    ],
    [
      'FORMAT1',
      [
        [1, 1, 'a'],
        [1, 1, 'b'],
      ],
    ],
    [
      'LABEL',
      [
        [1, 0, 'a'],
        [1, 1, 'b'],
      ],
    ],
  ] satisfies [string, Sent[]][]) {
    const { statuses, texts, request } = await printed(format, sent);
    assert.deepEqual(statuses, [0x0000, 0x0116]);
    assert.deepEqual(texts, ['b']);
    const notes = request.substitutions.filter(({ attribute }) => attribute === 'TextString');
    assert.deepEqual(
      notes.map(({ used }) => used),
      ['the last one'],
    );
  }
});

test('six lines on the sheet: left, center and right of one line at the top and one at the bottom', () => {
  const area = { xMm: 5, yMm: 5, widthMm: 300, heightMm: 400 };
  const aligns = ['left', 'center', 'right'] as const;
  const annotations = (['top', 'bottom'] as const).flatMap((kind, row) =>
    aligns.map((align, index) => ({
      kind: 'annotation',
      position: row * 3 + index + 1,
      text: 'abc',
      place: { kind, align },
    })),
  ) as Parameters<typeof filmStrips>[0];
  const strips = filmStrips(annotations, area);
  assert.deepEqual(
    strips.lines.map(({ rect }) => [rect.xMm, rect.yMm, rect.widthMm]),
    [
      [5, 5, 100],
      [105, 5, 100],
      [205, 5, 100],
      [5, 399, 100],
      [105, 399, 100],
      [205, 399, 100],
    ],
  );
  const ends = strips.lines.slice(0, 3).map((strip) => {
    const [line] = fitText(strip, 1).lines;
    assert.ok(line);
    return [line.xMm, line.xMm + line.widthMm];
  });
  assert.equal(ends[0]?.[0], 5);
  assert.ok(Math.abs(((ends[1]?.[0] ?? 0) + (ends[1]?.[1] ?? 0)) / 2 - 155) < 1e-6);
  assert.ok(Math.abs((ends[2]?.[1] ?? 0) - 305) < 1e-6);
  // One that is alone has the whole line.
  const alone = filmStrips(annotations.slice(5), area).lines[0];
  assert.deepEqual([alone?.rect.widthMm, alone?.align], [300, 'right']);
});
