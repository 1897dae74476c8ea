// PDF and Encapsulated PDF as pages: positions of black on the page, page size, colors, and pages that cannot be drawn.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import PDFDocument from 'pdfkit';
import { parseLayout } from '../../../src/print-scu/job/layout.ts';
import { ImageFiles } from '../../../src/images/image-file.ts';
import { planPrintJob } from '../../../src/print-scu/job/print-job.ts';
import { dicomFile } from '../../print-scu/dicom-files.ts';
import { bytes, numbers, text } from '../raw-elements.ts';
import { suiteFolder } from '../../support/temporary-folder.ts';

const folder = suiteFolder('pdf');

/** One page for each size in points: a black square of an inch, an inch from the left and two from the top. */
async function pdf(
  sizes: readonly (readonly [number, number])[],
  options: { readonly color?: string; readonly userPassword?: string } = {},
): Promise<Buffer> {
  const { color = 'black', ...security } = options;
  const document = new PDFDocument({ autoFirstPage: false, ...security });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => document.on('end', resolve));
  for (const [width, height] of sizes) {
    document.addPage({ size: [width, height] });
    document.rect(72, 144, 72, 72).fill(color);
  }
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

async function open(name: string, content: Uint8Array) {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return new ImageFiles().open(file);
}
const a4 = [595.28, 841.89] as const;

describe('pages', () => {
  test('300 pixels per inch, in true size, black where it was drawn', async () => {
    const { kind, frames } = await open('a4.pdf', await pdf([a4, [432, 288]]));
    assert.equal(kind, 'document');
    assert.deepEqual(
      frames.map(({ name, columns, rows, color, keepsSize }) => [name, columns, rows, color, keepsSize]),
      [
        ['a4.pdf page 1', 2480, 3508, false, true],
        ['a4.pdf page 2', 1800, 1200, false, true],
      ],
    );
    assert.ok(Math.abs(frames[0]!.columns * frames[0]!.columnSpacingMm! - 210) < 0.01);
    const { data, columns } = await frames[1]!.prepare({ color: false, bits: 8 });
    const at = (x: number, y: number) => data[y * columns + x];
    assert.deepEqual(
      [at(298, 650), at(302, 650), at(597, 895), at(602, 895), at(450, 598)],
      [255, 0, 0, 255, 255],
    );
    const wide = await frames[1]!.prepare({ color: false, bits: 12 });
    assert.deepEqual([...wide.data.subarray(0, 2)], [0xff, 0x0f]);
  });
  test('colors on a color film, gray of the same luminance on another', async () => {
    const { frames } = await open('red.pdf', await pdf([[216, 288]], { color: 'red' }));
    const [page] = frames;
    assert.equal(page?.color, true);
    const pixels = page.rows * page.columns;
    const at = 650 * page.columns + 400;
    const { data } = await page.prepare({ color: true, bits: 8 });
    assert.deepEqual([data[at], data[at + pixels], data[at + 2 * pixels]], [255, 0, 0]);
    const gray = (await page.prepare({ color: false, bits: 8 })).data[at]!;
    assert.ok(Math.abs(gray - 76) < 6, String(gray));
  });
  test('within a DICOM file, less its padding', async () => {
    const document = await pdf([a4]);
    const file = dicomFile({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.104.1' }, Buffer.alloc(0), undefined, [
      bytes(0x00420011, 'OB', Buffer.concat([document, Buffer.alloc(document.length % 2)])),
      text(0x00420012, 'LO', 'application/pdf'),
      numbers(0x00420015, 'UL', document.length),
    ]);
    // Without the empty Pixel Data that the helper writes.
    const { kind, frames } = await open(
      'report.dcm',
      file.subarray(0, file.indexOf(Buffer.from('e07f1000', 'hex'))),
    );
    assert.deepEqual([kind, frames.length, frames[0]?.columns], ['document', 1, 2480]);
  });
  test('a password, a broken file, and no file are said', async () => {
    const reason = (name: string, content: Uint8Array) =>
      open(name, content).then(
        () => 'opened',
        (error: unknown) =>
          error instanceof Error ? error.message.replace(/^.* cannot be printed: /, '') : '',
      );
    assert.equal(
      await reason('locked.pdf', await pdf([a4], { userPassword: 'secret' })),
      'it is a PDF that needs a password; print it without one',
    );
    assert.match(
      await reason('broken.pdf', Buffer.from('%PDF-1.4 nothing')),
      /^it is a PDF that cannot be read/,
    );
    assert.equal((await open('again.pdf', await pdf([a4]))).frames.length, 1);
  });
});

test('a page keeps its size where its box has room, and fills the box elsewhere', async () => {
  const { frames } = await open('sizes.pdf', await pdf([a4]));
  const planned = (layout: string, filmSizeId?: '14INX17IN' | 'A4' | '8INX10IN', trueSize = false) => {
    const [image] = planPrintJob(frames, {
      layout: parseLayout(layout),
      copies: 1,
      presentationLut: 'IDENTITY',
      color: 'auto',
      bits: 8,
      overlays: true,
      shutters: true,
      trueSize,
      sessionPrint: false,
      ...(filmSizeId && { filmSizeId }),
    }).films[0]!.images;
    return [image?.requestedImageSizeMm, image?.requestedDecimateCropBehavior];
  };
  const whole = [210.002, 'DECIMATE'];
  assert.deepEqual(planned('1x1'), whole);
  assert.deepEqual(planned('1x1', '14INX17IN'), whole);
  assert.deepEqual(planned('1x1', 'A4'), whole);
  assert.deepEqual(planned('1x1', '8INX10IN'), [undefined, undefined]);
  assert.deepEqual(planned('2x2', '14INX17IN'), [undefined, undefined]);
  assert.deepEqual(planned('1x1', '8INX10IN', true), [210.002, 'CROP']);
});
