// Films → one PDF document, one page each: the page is the film's true size; every image is a separate object at device
// resolution, lossless, in a gray space defined by an ICC profile; border and empty boxes are vectors. Start at
// `writeDocument`. ISO 32000-1; pdfkit keeps the objects, streams and cross references.
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { displayFormatText } from '../../shared/film/display-format.ts';
import type { Film, Substitution } from '../../shared/film/film.ts';
import { inSrgb, type SrgbFilms } from '../color/color-profile.ts';
import { mmPerInch, type DeviceRect } from '../layout/geometry.ts';
import { layoutSheet } from '../layout/layout.ts';
import type { RenderPrinter } from '../medium.ts';
import { pageFacts } from '../layout/page-facts.ts';
import { imageObject, storedImage, type PageImages } from './page-images.ts';
import { openPdf, type PdfFile } from './pdf-file.ts';
import { shapeLine } from '../text/shaped-line.ts';
import { composeSheet, type BlobPaths, type Fill, type Sheet } from '../sheet/sheet.ts';
import { textFindings } from '../text/text-fits.ts';

export interface DocumentTask {
  readonly films: readonly Film[];
  readonly printer: RenderPrinter;
  readonly blobPaths: BlobPaths;
  /** Absolute path of the file to write. */
  readonly output: string;
  readonly title: string;
  /** ISO 8601: the creation date of the document. */
  readonly createdAt: string;
  /** AE title of the printer, for the document's metadata. */
  readonly printerAeTitle?: string;
  /** The images of each film's page, already compressed; default: they are compressed now. */
  readonly pageImages?: readonly PageImages[];
}

export interface WrittenDocument {
  readonly pages: number;
  readonly byteLength: number;
  /** Differences between the pages and the request. Default: none, or not checked. */
  readonly findings?: readonly Substitution[];
}

/** Maximum number of findings reported for a document. */
const maxFindings = 500;

const pointsPerInch = 72;

/**
 * Distance in device pixels by which areas at an edge of the page extend beyond it: at least one pixel in every
 * viewer.
 */
const bleedPixels = 50;

/**
 * An image is drawn a five-hundredth of a device pixel inside its rectangle. Renderers paint every pixel that an image
 * touches; on the exact boundary the last digit of a number would decide, and stretch the image by a row.
 */
const insetPixels = 0.002;

/**
 * Writes the document and syncs it. Memory holds a few rows.
 * @throws JobFailure of layout and pixels, or the system's error; the file is then removed.
 */
export async function writeDocument(task: DocumentTask): Promise<WrittenDocument> {
  const { films, blobPaths, pageImages } = task;
  if (pageImages === undefined) return await inSrgb(task, (shown) => documentOf(task, shown));
  return await documentOf(task, { films, blobPaths, findings: pageImages.map(({ findings }) => findings) });
}

async function documentOf(task: DocumentTask, shown: SrgbFilms): Promise<WrittenDocument> {
  const { printer } = task;
  const { films, blobPaths } = shown;
  const findings: Substitution[] = [];
  const pages = films.map((film, index) => () => {
    const layout = layoutSheet(film, printer);
    if (findings.length < maxFindings) {
      const found = [...(shown.findings[index] ?? []), ...textFindings(film, layout)];
      const page = films.length > 1 ? `, page ${index + 1}` : '';
      findings.push(...found.map((each) => ({ ...each, requested: each.requested + page })));
    }
    return composeSheet(film, layout, { printer, blobPaths, bits: printer.bits });
  });
  const color = films.some((film) => pageFacts(film).color);
  const written = await writePages({ ...task, films }, pages, color);
  return { ...written, findings: findings.slice(0, maxFindings) };
}

/**
 * Writes a document with other sheets of the films.
 * @param pages - each creates a sheet on demand
 * @param color - whether a sheet may have color
 */
export async function writePages(
  task: DocumentTask,
  pages: readonly (() => Sheet)[],
  color: boolean,
): Promise<WrittenDocument> {
  const { title, printerAeTitle } = task;
  const printer = printerAeTitle === undefined ? {} : { printer: printerAeTitle };
  const films = task.films.map((film) => ({
    ...film,
    imageDisplayFormat: displayFormatText(film.imageDisplayFormat),
  }));
  const metadata = { ...printer, films };
  const pdf = openPdf({ title, createdAt: new Date(task.createdAt), color, metadata });
  const file = createWriteStream(task.output, { flush: true });
  const written = pipeline(pdf.stream, file);
  // A full disk is detected when a page waits for the file, and at the end.
  written.catch(() => undefined);
  try {
    for (const [index, sheetOf] of pages.entries()) {
      const stored = task.pageImages?.[index];
      await addPage(pdf, sheetOf(), {
        pdfImages: task.printer.pdfImages,
        drained: () => drained(pdf, file, written),
        ...(stored === undefined ? {} : { stored }),
      });
    }
    pdf.end();
    await written;
    return { pages: pages.length, byteLength: file.bytesWritten };
  } catch (error) {
    pdf.stream.destroy();
    await written.catch(() => undefined);
    await rm(task.output, { force: true });
    throw error;
  }
}

/** Maximum bytes buffered between the document and its file. */
const maxWaitingBytes = 1 << 20;

/** Waits while the disk is slower than rendering. */
async function drained(pdf: PdfFile, file: WriteStream, written: Promise<void>): Promise<void> {
  while (file.writableNeedDrain || pdf.stream.readableLength > maxWaitingBytes) {
    if (file.writableNeedDrain) await Promise.race([once(file, 'drain'), written]);
    else await setImmediate();
  }
}

interface PageOptions {
  readonly pdfImages: RenderPrinter['pdfImages'];
  /** Its images, already compressed. */
  readonly stored?: PageImages;
  /** Waits while the disk is slower than rendering. */
  readonly drained: () => Promise<void>;
}

async function addPage(pdf: PdfFile, sheet: Sheet, options: PageOptions): Promise<void> {
  const { pdfImages, stored } = options;
  const points = pointsPerInch / sheet.pixelsPerInch;
  const width = (sheet.widthMm / mmPerInch) * pointsPerInch;
  const height = (sheet.heightMm / mmPerInch) * pointsPerInch;
  pdf.addPage(width, height);
  const page = { x: 0, y: 0, width: width / points, height: height / points };
  const filled = ({ rect, value }: Fill) => area(value, beyond(rect, page), points);
  pdf.draw(filled({ rect: page, value: sheet.border }));
  for (const fill of sheet.fills) pdf.draw(filled(fill));
  for (const [index, image] of sheet.images.entries()) {
    const data = stored && storedImage(stored, index);
    const object = imageObject(image, { pixelsPerInch: sheet.pixelsPerInch, pdfImages, data });
    const name = await pdf.addImage(object, options.drained);
    pdf.draw(placed(name, image.device, points));
  }
  for (const line of sheet.lines) pdf.draw(filled(line));
  const pointsPerMm = pointsPerInch / mmPerInch;
  for (const { text, direction, xMm, baselineMm, sizeMm, rotated, value, clip } of sheet.texts) {
    if (clip !== undefined) pdf.draw(`q ${within(clip, points)}`);
    pdf.draw(`/Gray cs ${number(value)} sc`);
    const place = { x: xMm * pointsPerMm, y: baselineMm * pointsPerMm, size: sizeMm * pointsPerMm, rotated };
    pdf.addText(shapeLine(text, direction), place);
    if (clip !== undefined) pdf.draw('Q');
  }
}

/** A number as PDF writes it: without exponent. */
const number = (value: number) => String(Number(value.toFixed(6)));
const numbers = (...values: readonly number[]) => values.map(number).join(' ');

/** A filled rectangle of device pixels; y counts downwards. */
function area(value: number, { x, y, width, height }: DeviceRect, points: number): string {
  const rect = numbers(x * points, y * points, width * points, height * points);
  return `/Gray cs ${number(value)} sc ${rect} re f`;
}

/**
 * Areas that reach an edge of the page continue beyond it. A4 ends within a pixel at every common resolution: viewers blend
 * that pixel with white, or leave it white, unless it is covered completely.
 */
function beyond({ x, y, width, height }: DeviceRect, page: DeviceRect): DeviceRect {
  const left = x <= 0 ? bleedPixels : 0;
  const top = y <= 0 ? bleedPixels : 0;
  const right = x + width > page.width - 1e-6 ? bleedPixels : 0;
  const bottom = y + height > page.height - 1e-6 ? bleedPixels : 0;
  return { x: x - left, y: y - top, width: width + left + right, height: height + top + bottom };
}

/** From here on, painting is clipped to the rectangle. */
const within = ({ x, y, width, height }: DeviceRect, points: number) =>
  `${numbers(x * points, y * points, width * points, height * points)} re W n`;

/** An image has its own y upwards, so it is flipped. */
function placed(name: string, { x, y, width, height }: DeviceRect, points: number): string {
  const wide = (width - 2 * insetPixels) * points;
  const high = (height - 2 * insetPixels) * points;
  const left = (x + insetPixels) * points;
  const bottom = (y + height - insetPixels) * points;
  return `q ${numbers(wide, 0, 0, -high, left, bottom)} cm /${name} Do Q`;
}
