// The header and footer of a printer: the values of their placeholders, the space they take, and that document, picture and
// raster show the same.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { AnnotationBox, Film } from '../../../src/shared/film/film.ts';
import type { Subject } from '../../../src/shared/film/subjects.ts';
import { writeVariant } from '../../../src/render/formats/document-variant.ts';
import { imageFits } from '../../../src/render/layout/image-fits.ts';
import { layoutSheet } from '../../../src/render/layout/layout.ts';
import { rasterOf } from '../../../src/render/formats/page-picture.ts';
import { writeDocument } from '../../../src/render/formats/pdf.ts';
import { printableMatrix } from '../../../src/render/layout/printable-matrix.ts';
import { roomOfLines, withPrinterLines } from '../../../src/render/layout/printer-lines.ts';
import { needs } from '../../support/external.ts';
import { parsePgm } from '../../support/pages.ts';
import { filmOf, grayPixels, imageBox, paperPrinter, writeBlob } from '../../support/render-films.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder();
const blobPaths = { gray: writeBlob(folder, 'gray', new Uint8Array(100).fill(0)) };
const gray = grayPixels(10, 10, { bitsAllocated: 8, data: { key: 'gray', byteLength: 100 } });
const film = (annotations: readonly AnnotationBox[] = []): Film =>
  filmOf([imageBox(gray)], { filmSizeId: '24CMX30CM', annotations });
/** 7 minutes past 14 in this machine's time zone. */
const createdAt = new Date(2026, 1, 3, 14, 7, 59).toISOString();
const facts = { createdAt, callingAeTitle: 'CT_1', sessionLabel: 'Knee' };
const printerWith = (header?: string, footer?: string) => ({
  ...paperPrinter,
  name: 'Film to PDF',
  resolution: 100,
  ...(header === undefined ? {} : { header }),
  ...(footer === undefined ? {} : { footer }),
});
const textsOf = (films: readonly Film[]) =>
  films.map(({ annotations }) => annotations.map(({ text, place }) => [place.kind, text]));

describe('the lines of a printer', () => {
  test('name the patients and studies of their own film', () => {
    const one = { patientName: 'Test^Alpha^^Dr', patientId: '7', studyDate: '20261130' };
    const whose = (subjects: readonly Subject[]): Film => ({
      ...film(),
      subjects: { subjects, more: false },
    });
    const printer = printerWith('{patientName} ({patientId}), {accessionNumber}, {studyDate}, page {page}');
    const films = [
      whose([{ ...one, accessionNumber: 'A1' }]),
      whose([one, { patientName: '=山田^太郎', patientId: '8', studyDate: '20261130' }]),
      whose(['a', 'b', 'c', 'd'].map((patientId) => ({ patientId }))),
      film(),
    ];
    assert.deepEqual(
      textsOf(withPrinterLines(films, printer, facts)).map(([header]) => header?.[1]),
      [
        'Test Alpha Dr (7), A1, 2026-11-30, page 1',
        'Test Alpha Dr, 山田 太郎 (7, 8), 2026-11-30, page 2',
        '(a, b, c …), page 3',
        'page 4',
      ],
    );
  });

  test('say what their placeholders name, page by page', () => {
    const printer = printerWith(
      '{printer}: {page}/{pages} {filmSize}',
      '{callingAeTitle} {sessionLabel}, {date} {time}',
    );
    assert.deepEqual(textsOf(withPrinterLines([film(), film()], printer, facts)), [
      [
        ['top', 'Film to PDF: 1/2 24CMX30CM'],
        ['bottom', 'CT_1 Knee, 2026-02-03 14:07'],
      ],
      [
        ['top', 'Film to PDF: 2/2 24CMX30CM'],
        ['bottom', 'CT_1 Knee, 2026-02-03 14:07'],
      ],
    ]);
  });

  test('that come out empty take no space, and without lines films are unchanged', () => {
    const films = [film()];
    const { sessionLabel: _none, ...unlabeled } = facts;
    assert.deepEqual(textsOf(withPrinterLines(films, printerWith('{sessionLabel}'), unlabeled)), [[]]);
    assert.equal(withPrinterLines(films, printerWith(), facts), films);
    assert.equal(withPrinterLines(films, printerWith('', ''), facts), films);
  });

  test('without a label, the separator that stood before it and brackets around it go, too', () => {
    const { sessionLabel: _none, ...unlabeled } = facts;
    const shown = (template: string, known: typeof unlabeled & { sessionLabel?: string } = unlabeled) =>
      textsOf(withPrinterLines([film()], printerWith(undefined, template), known))[0]?.[0]?.[1];
    for (const [template, text] of [
      ['{callingAeTitle} {sessionLabel}, page {page}', 'CT_1, page 1'],
      ['{callingAeTitle}, {sessionLabel}, page {page}', 'CT_1, page 1'],
      ['{sessionLabel}, {callingAeTitle}', 'CT_1'],
      ['{callingAeTitle} – {sessionLabel}', 'CT_1'],
      ['{callingAeTitle} ({sessionLabel}) / {page}', 'CT_1 / 1'],
      ['{callingAeTitle} {sessionLabel} {page}', 'CT_1 1'],
      ['({sessionLabel})', undefined],
    ] as const) {
      assert.equal(shown(template), text, template);
    }
    assert.equal(shown('{callingAeTitle}, {sessionLabel}', { ...facts, sessionLabel: ' ' }), 'CT_1');
    assert.equal(shown('{callingAeTitle} , {sessionLabel}', facts), 'CT_1 , Knee');
    assert.equal(
      shown('{callingAeTitle} ({sessionLabel}), {page}', { ...facts, sessionLabel: 'a, ()' }),
      'CT_1 (a, ()), 1',
    );
  });

  test('a value that looks like a placeholder is text', () => {
    const label = { ...facts, sessionLabel: '{page}$&' };
    assert.deepEqual(textsOf(withPrinterLines([film()], printerWith('{sessionLabel}'), label)), [
      [['top', '{page}$&']],
    ]);
  });

  test('are the outermost ones, and take 6 mm each from the images', () => {
    const texts: AnnotationBox[] = [
      { kind: 'annotation', position: 0, text: 'label', place: { kind: 'top' } },
      { kind: 'annotation', position: 65_535, text: 'last', place: { kind: 'bottom' } },
    ];
    const [lined] = withPrinterLines([film(texts)], printerWith('head', 'foot'), facts);
    assert.ok(lined);
    const { texts: strips, boxes } = layoutSheet(lined, printerWith());
    assert.deepEqual(
      strips.map(({ text, rect }) => [text, rect.yMm]),
      [
        ['head', 5],
        ['label', 11],
        ['last', 283],
        ['foot', 289],
      ],
    );
    assert.equal(boxes[0]?.rect.heightMm, 290 - 24);
  });

  test('are considered when the layout of images is determined before there is a job', () => {
    const printer = printerWith('{printer}', '{date}');
    assert.equal(roomOfLines(printer).length, 2);
    const [lined] = withPrinterLines([film()], printer, facts);
    assert.ok(lined);
    const [box] = layoutSheet(lined, printer).boxes;
    assert.deepEqual(imageFits(film(), printer)[0]?.box, box?.device);
    assert.equal(printableMatrix(film(), printer)?.rows, box?.device.height);
    assert.notEqual(printableMatrix(film(), printerWith())?.rows, box?.device.height);
  });
});

describe('on the page', () => {
  const printer = printerWith('{printer} {page} of {pages}', '{callingAeTitle}, {date}');
  const films = withPrinterLines([film(), film()], printer, facts);
  const task = (name: string) => ({
    films,
    printer,
    blobPaths,
    createdAt,
    title: 'Lines',
    output: path.join(folder, name),
  });
  const paper = { widthMm: 148, heightMm: 210, marginsMm: { top: 4, right: 4, bottom: 4, left: 4 } };
  const said = (pdf: string) =>
    execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' })
      .split('\f')
      .slice(0, -1)
      .map((page) => page.split('\n').filter((text) => text !== '' && !text.startsWith('Not to scale')));
  const expected = [
    ['Film to PDF 1 of 2', 'CT_1, 2026-02-03'],
    ['Film to PDF 2 of 2', 'CT_1, 2026-02-03'],
  ];

  test('document and variant on paper say the same', { skip: needs('pdftotext') }, async () => {
    const whole = task('lines.pdf');
    await writeDocument(whole);
    assert.deepEqual(said(whole.output), expected);
    const small = task('paper.pdf');
    const variant = { format: 'application/pdf', pixelsPerInch: 100, colorSpace: 'sgray_8', paper } as const;
    await writeVariant({ ...small, variant });
    assert.deepEqual(said(small.output), expected);
    // One film of several is still the second page.
    await writeVariant({ ...small, variant: { ...variant, film: 1 } });
    assert.deepEqual(said(small.output), expected.slice(1));
  });

  test('the same job has the same bytes, whenever it is rendered', async () => {
    const [one, two] = [task('one.pdf'), task('two.pdf')];
    await writeDocument(one);
    await writeDocument(two);
    assert.deepEqual(readFileSync(one.output), readFileSync(two.output));
  });

  test('the picture has their ink where the document has it', { skip: needs('pdftoppm') }, async () => {
    const { output, films: both } = task('ink.pdf');
    await writeDocument(task('ink.pdf'));
    const page = parsePgm(
      execFileSync('pdftoppm', ['-gray', '-r', '100', '-l', '1', output], { maxBuffer: 1 << 26 }),
    );
    const [first] = both;
    assert.ok(first);
    const picture = await rasterOf({ film: first, printer, blobPaths }, 100);
    const ink = (pixels: Uint8Array, width: number, fromMm: number) => {
      const row = Math.round((fromMm / 25.4) * 100);
      return pixels.subarray(row * width, (row + 23) * width).reduce((sum, value) => sum + value, 0);
    };
    for (const yMm of [5, 289]) {
      const drawn = ink(picture.data, picture.width, yMm);
      assert.ok(drawn > 10_000, `${drawn} of ink at ${yMm} mm`);
      assert.ok(Math.abs(drawn / ink(page.pixels, page.width, yMm) - 1) < 0.08);
    }
  });
});
