// Texts of films that are forwarded to imagers: each is sent to the box of its position, however the imager numbers its boxes. A
// text without a box, or that is refused, is named in the detail of the delivery. No film is lost because of its texts.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { dicomPrinter } from '../../../src/destinations/dicom/dicom-printer.ts';
import { dataSetOf } from '../../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../../src/dicom/data-set/uids.ts';
import type { AnnotationBox, Film } from '../../../src/shared/film/film.ts';
import { ScriptedPrinter, type Received, type Reply } from '../../print-scu/scripted-printer.ts';
import { grayImage, PrintClient } from '../../support/print-client.ts';
import { ForwardingFixture, imagerAt } from './forwarding-fixture.ts';

const { BasicAnnotationBox, BasicFilmBox, BasicGrayscaleImageBox } = sopClasses;
let folder = '';
let fixture: ForwardingFixture;
let imager: ScriptedPrinter | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hardcopy-forward-'));
  fixture = new ForwardingFixture(folder);
});
afterEach(async () => {
  await imager?.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Imager {
  /** Number of annotation boxes per film. */
  readonly boxes: number;
  readonly filmStatus?: (request: Received) => number | undefined;
  readonly textStatus?: (position: number) => number;
}

async function start({ boxes, filmStatus, textStatus }: Imager): Promise<ScriptedPrinter> {
  imager = await ScriptedPrinter.start({
    answer: (request): Reply | undefined => {
      if (request.sopClass === BasicAnnotationBox)
        return { status: textStatus?.(request.data?.number('AnnotationPosition') ?? 0) ?? 0 };
      if (request.kind !== 'N-CREATE-RQ' || request.sopClass !== BasicFilmBox) return undefined;
      const status = filmStatus?.(request);
      if (status !== undefined) return { status };
      const references = (sopClass: string, prefix: string, count: number) =>
        Array.from({ length: count }, (_, index) =>
          dataSetOf({ ReferencedSOPClassUID: sopClass, ReferencedSOPInstanceUID: `${prefix}.${index + 1}` }),
        );
      const made = request.data?.has('AnnotationDisplayFormatID') === true ? boxes : 0;
      return {
        data: dataSetOf({
          ReferencedImageBoxSequence: references(BasicGrayscaleImageBox, '2.25.1000', 1),
          ReferencedBasicAnnotationBoxSequence: references(BasicAnnotationBox, '2.25.2000', made),
        }),
      };
    },
  });
  return imager;
}

/** Forwards a film; returns the texts that the imager received, and the detail of the delivery. */
async function forwarded(film: Film) {
  const { port } = imager?.address ?? { port: 0 };
  const result = await dicomPrinter(imagerAt(port)).deliver(
    fixture.task([film]),
    new AbortController().signal,
  );
  const received = imager?.received ?? [];
  const created = received.filter(
    ({ kind, sopClass }) => kind === 'N-CREATE-RQ' && sopClass === BasicFilmBox,
  );
  return {
    formats: created.map(({ data }) => data?.string('AnnotationDisplayFormatID')),
    texts: received
      .filter(({ sopClass }) => sopClass === BasicAnnotationBox)
      .map(({ sopInstance, data }) => [
        sopInstance?.replace('2.25.2000.', ''),
        data?.number('AnnotationPosition'),
        data?.string('TextString'),
      ]),
    printed: received.some(({ kind }) => kind === 'N-ACTION-RQ'),
    detail: result.kind === 'delivered' ? result.detail : result.kind,
  };
}

const note = (position: number, text = `text ${position}`): AnnotationBox => ({
  kind: 'annotation',
  position,
  text,
  place: { kind: 'bottom', align: 'center' },
});
const filmWith = (format: string, ...positions: readonly number[]): Film =>
  fixture.film({
    annotationDisplayFormatId: format,
    annotations: positions.map((position) => note(position)),
  });

/** A film with an unknown annotation format, as the print service froze it. */
async function filmOfClient(format: string, texts: Readonly<Record<number, string>>): Promise<Film> {
  const client = new PrintClient({
    abstractSyntaxes: [sopClasses.BasicGrayscalePrintManagementMeta, BasicAnnotationBox],
  });
  await client.session();
  const created = await client.create(BasicFilmBox, {
    ImageDisplayFormat: 'STANDARD\\1,1',
    AnnotationDisplayFormatID: format,
  });
  const [image] = created.dataSet.items('ReferencedImageBoxSequence');
  await client.set(BasicGrayscaleImageBox, image?.string('ReferencedSOPInstanceUID') ?? '', {
    ImageBoxPosition: 1,
    BasicGrayscaleImageSequence: [grayImage(2, 2, new Uint8Array(4))],
  });
  const boxes = created.dataSet.items('ReferencedBasicAnnotationBoxSequence');
  for (const [position, text] of Object.entries(texts)) {
    const box = boxes[Number(position) - 1]?.string('ReferencedSOPInstanceUID') ?? '';
    const values = { AnnotationPosition: Number(position), TextString: text };
    assert.equal(
      (
        await client.request(
          { kind: 'N-SET-RQ', requestedSopClassUid: BasicAnnotationBox, requestedSopInstanceUid: box },
          dataSetOf(values),
          3,
        )
      ).status,
      0,
    );
  }
  const uid =
    'affectedSopInstanceUid' in created.command ? (created.command.affectedSopInstanceUid ?? '') : '';
  await client.action(BasicFilmBox, uid);
  await client.close();
  const film = client.spool.accepted[0]?.films[0];
  assert.ok(film);
  return { ...film, images: [fixture.image()] };
}

describe('six lines for an unknown format', () => {
  for (const format of ['FORMAT1', '1', 'TWO_TEXTS']) {
    test(`${format} is sent under its own name, each text to the box of its position`, async () => {
      await start({ boxes: 6 });
      const film = await filmOfClient(format, { 2: 'Test^Alpha', 4: 'WARD 3', 6: '2026-01-01' });
      assert.equal(film.annotationDisplayFormatId, 'SIX LINES');
      const { formats, texts, detail } = await forwarded(film);
      assert.deepEqual(formats, [format]);
      assert.deepEqual(texts, [
        ['2', 2, 'Test^Alpha'],
        ['4', 4, 'WARD 3'],
        ['6', 6, '2026-01-01'],
      ]);
      assert.equal(detail, 'SCRIPT accepted the film; all printed');
    });
  }
});

describe('the box of a text', () => {
  const cases: readonly (readonly [
    format: string,
    boxes: number,
    positions: readonly number[],
    boxesUsed: readonly string[],
  ])[] = [
    ['SIX LINES', 6, [2, 5], ['2', '5']],
    ['LABEL', 1, [0], ['1']],
    ['COMBINED', 4, [0, 2, 3], ['1', '3', '4']],
    ['COMBINED', 4, [1, 3], ['2', '4']],
    ['BOTTOM', 3, [3, 1], ['3', '1']],
    // Positions that the imager does not have, or that occur twice, get free boxes.
    ['OWN', 3, [7, 1, 7], ['2', '1', '3']],
  ];
  for (const [format, boxes, positions, used] of cases) {
    test(`${format} ${positions.join(', ')} of ${boxes}`, async () => {
      await start({ boxes });
      const { texts, detail } = await forwarded(filmWith(format, ...positions));
      assert.deepEqual(
        texts,
        positions.map((position, index) => [used[index], position, `text ${position}`]),
      );
      assert.equal(detail, 'SCRIPT accepted the film; all printed');
    });
  }
});

describe('a text that is not printed is named', () => {
  test('by an imager that makes fewer boxes', async () => {
    await start({ boxes: 2 });
    const { texts, detail, printed } = await forwarded(filmWith('SIX LINES', 1, 3, 5));
    assert.deepEqual(
      texts.map(([, position]) => position),
      [1, 3],
    );
    assert.match(detail, /film 1: annotation 5 not printed: the printer made 2 annotation boxes for 3 texts/);
    assert.ok(printed);
  });
  test('by an imager that refuses one', async () => {
    await start({ boxes: 6, textStatus: (position) => (position === 2 ? 0x0106 : 0) });
    const { detail, printed } = await forwarded(filmWith('SIX LINES', 1, 2, 3));
    assert.match(detail, /film 1: annotation 2 not printed/);
    assert.ok(printed);
  });
  test('by an imager that makes none', async () => {
    await start({ boxes: 0 });
    const { detail, printed } = await forwarded(filmWith('SIX LINES', 1, 2));
    assert.match(detail, /film 1: the printer does not support annotations; the texts are left out/);
    assert.ok(printed);
  });
  for (const status of [0x0105, 0x0106, 0x0115]) {
    test(`by an imager that refuses the format with ${status.toString(16)}: the film prints without texts`, async () => {
      await start({
        boxes: 6,
        filmStatus: ({ data }) => (data?.has('AnnotationDisplayFormatID') === true ? status : undefined),
      });
      const { formats, detail, printed } = await forwarded(filmWith('FORMAT9', 1, 2));
      assert.deepEqual(formats, ['FORMAT9', undefined]);
      assert.match(
        detail,
        /accepted without Annotation Display Format ID; film 1: the printer does not support annotations/,
      );
      assert.ok(printed);
    });
  }
});
