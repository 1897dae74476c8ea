// The printed test page: each numbered step has the gray of the GSDF on its medium, for all densities, bit depths and papers.
// Read from the images of the document, and from its rendered page.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Film } from '../src/shared/film/film.ts';
import { media, type Printer } from '../src/shared/film/printer.ts';
import { writeVariant } from '../src/render/formats/document-variant.ts';
import { layoutSheet } from '../src/render/layout/layout.ts';
import { writeDocument } from '../src/render/formats/pdf.ts';
import { testPageRequest } from '../src/pages/test-page.ts';
import { testPatternPlaces as places } from '../src/pages/test-pattern.ts';
import { needs } from './support/external.ts';
import { referenceMedia } from './support/gray-reference.ts';
import { grayPage } from './support/pages.ts';
import { entry, images, samples } from './support/pdf-objects.ts';
import { testPrinter } from './support/pipeline-parts.ts';
import { suiteFolder } from './support/temporary-folder.ts';

const folder = suiteFolder();
const resolution = 100;

interface Case extends Pick<Printer, 'densities'> {
  readonly medium: keyof typeof referenceMedia;
  /** Configured bits per sample; a document has 16 for 12. */
  readonly bits: 8 | 12 | 16;
}
const cases: readonly Case[] = [
  { medium: 'paper', bits: 8, densities: { min: 20, max: 320 } },
  { medium: 'paper', bits: 8, densities: { min: 60, max: 180 } },
  { medium: 'paper', bits: 12, densities: { min: 5, max: 210 } },
  { medium: 'blue-film', bits: 12, densities: { min: 25, max: 280 } },
  { medium: 'blue-film', bits: 16, densities: { min: 20, max: 320 } },
  { medium: 'clear-film', bits: 16, densities: { min: 10, max: 400 } },
  { medium: 'clear-film', bits: 8, densities: { min: 30, max: 300 } },
];

async function testPage({ medium, bits, densities }: Case, name: string) {
  const printer: Printer = {
    ...testPrinter,
    densities,
    resolution,
    mediumName: medium,
    medium: media[medium],
    bits: bits === 8 ? 8 : 16,
    printingBitDepth: bits,
  };
  const pixels = path.join(folder, `${name}.raw`);
  const request = await testPageRequest({
    printer,
    address: '',
    at: new Date('2026-03-01T10:00:05Z'),
    papers: [],
    openBlob: () =>
      Promise.resolve({
        write: (chunk) => {
          writeFileSync(pixels, chunk);
        },
        finish: () => Promise.resolve({ key: 'pattern', byteLength: 0 }),
        discard: () => Promise.resolve(),
      }),
  });
  const task = {
    films: request.films,
    printer,
    blobPaths: { pattern: pixels },
    output: path.join(folder, `${name}.pdf`),
    title: 'Test page',
    createdAt: '2026-03-01T10:00:05.000Z',
  };
  const [film] = request.films;
  assert.ok(film);
  return { printer, film, task };
}

/** Gray of the steps, 0 to 255, on their medium; the pattern has whole 8-bit values. */
const wanted = (medium: keyof typeof referenceMedia) =>
  Array.from({ length: 11 }, (_, step) =>
    referenceMedia[medium].ofPValue(Math.round((step * 255) / 10) / 255),
  );

/** Position of the middle of a step on the page of its film, in mm. */
function middleOf(step: number, film: Film, printer: Printer): readonly [x: number, y: number] {
  const [box] = layoutSheet(film, printer).boxes;
  const { rect } = box?.placed ?? {};
  assert.ok(rect);
  const { steps } = places;
  return [rect.xMm + steps.x + (step + 0.5) * steps.width, rect.yMm + steps.y + steps.height / 2];
}

describe('the steps of the test page', { skip: needs('pdftoppm') }, () => {
  for (const each of cases) {
    const { medium, bits, densities } = each;
    const name = `${medium}-${bits}-${densities.min}-${densities.max}`;
    test(`${medium}, ${bits} bits, densities ${densities.min} to ${densities.max}`, async () => {
      const { printer, film, task } = await testPage(each, name);
      await writeDocument(task);
      const grays = wanted(medium);

      const [image] = images(task.output);
      assert.ok(image);
      const wide = entry(image.dictionary, 'BitsPerComponent') === 16;
      assert.equal(wide, bits > 8);
      const [values, columns] = [samples(image), entry(image.dictionary, 'Width')];
      const perMm = resolution / 25.4;
      const { steps } = places;
      const row = Math.round((steps.y + steps.height / 2) * perMm);
      const inDocument = grays.map((_, step) => {
        const at = row * columns + Math.round((steps.x + (step + 0.5) * steps.width) * perMm);
        return wide ? values.readUInt16BE(at * 2) / 257 : (values[at] ?? 0);
      });
      const page = await grayPage(task.output, 1, 72);
      const onPage = grays.map((_, step) => {
        const [x, y] = middleOf(step, film, printer).map((mm) => Math.round((mm / 25.4) * 72));
        return page.pixels[(y ?? 0) * page.width + (x ?? 0)] ?? NaN;
      });
      for (const [step, gray] of grays.entries()) {
        const [document, picture] = [inDocument[step] ?? NaN, onPage[step] ?? NaN];
        assert.ok(
          Math.abs(document - gray) <= (wide ? 0.1 : 0.6),
          `step ${step + 1}: ${document}, not ${gray}`,
        );
        assert.ok(Math.abs(picture - gray) <= 1.5, `step ${step + 1} on the page: ${picture}, not ${gray}`);
      }
      // The squares of 5 and 95 % differ from their surroundings.
      for (const { x, y } of [places.dark, places.bright]) {
        const gray = (xMm: number, yMm: number) => {
          const at = Math.round(yMm * perMm) * columns + Math.round(xMm * perMm);
          return wide ? values.readUInt16BE(at * 2) / 257 : (values[at] ?? 0);
        };
        assert.ok(Math.abs(gray(x + 30, y + 20) - gray(x + 5, y + 5)) >= 3);
      }
    });
  }

  test('have the same grays on smaller paper, where the film is scaled down', async () => {
    for (const each of cases.slice(0, 3)) {
      const name = `a5-${each.bits}-${each.densities.min}`;
      const { film, printer, task } = await testPage(each, name);
      const marginsMm = { top: 4, right: 4, bottom: 4, left: 4 };
      const paper = { widthMm: 148, heightMm: 210, marginsMm };
      const variant = {
        format: 'application/pdf',
        pixelsPerInch: 150,
        colorSpace: 'sgray_8',
        paper,
      } as const;
      await writeVariant({ ...task, variant });
      const page = await grayPage(task.output, 1, 150);
      const scale = Math.min(140 / 355.6, 202 / 431.8);
      const [left, top] = [(148 - 355.6 * scale) / 2, (210 - 431.8 * scale) / 2];
      for (const [step, gray] of wanted('paper').entries()) {
        const [x, y] = middleOf(step, film, printer);
        const [column, row] = [left + x * scale, top + y * scale].map((mm) => Math.round((mm / 25.4) * 150));
        const found = page.pixels[(row ?? 0) * page.width + (column ?? 0)] ?? NaN;
        assert.ok(Math.abs(found - gray) <= 1.5, `${name}, step ${step + 1}: ${found}, not ${gray}`);
      }
    }
  });
});
