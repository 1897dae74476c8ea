// Documents for devices: the films of a job in a format that a device accepts, on its paper. The PDF at true size (pdf.ts) is
// the document of the job; these are made from the same sheets when a destination requests them. Start at DocumentVariant.
import { JobFailure, unreachable } from '../../shared/errors/errors.ts';
import type { Film } from '../../shared/film/film.ts';
import { inSrgb } from '../color/color-profile.ts';
import { devicePage, type DevicePage } from '../sheet/device-page.ts';
import type { DocumentFormat, PixelType } from '../sheet/document-formats.ts';
import { deviceSamples } from '../sheet/device-samples.ts';
import { sheetInGray } from '../color/gray-of-color.ts';
import { jpegOfRows } from './jpeg.ts';
import { atResolution, layoutSheet, type SheetLayout } from '../layout/layout.ts';
import { layoutOnPaper, placeOnPaper, type Paper } from '../layout/on-paper.ts';
import { pageFacts } from '../layout/page-facts.ts';
import { paintPage } from '../sheet/page-rows.ts';
import { writePages, type DocumentTask, type WrittenDocument } from './pdf.ts';
import { pwgPageHeader, pwgSyncWord } from './pwg-raster.ts';
import { encodeRows } from './run-length.ts';
import { composeSheet, type Sheet } from '../sheet/sheet.ts';
import { writeSynced } from './synced-file.ts';
import { tileSheets } from '../sheet/tiles.ts';
import { tilingOf } from '../layout/tiling.ts';
import { urfFileHeader, urfPageHeader } from './urf.ts';

export type { Paper, WrittenDocument };

export interface DocumentVariant {
  readonly format: DocumentFormat;
  /**
   * The paper of each film: the film is centered on it, rotated by 90° if film and paper differ in orientation, at
   * true size, or scaled down to fit between the margins. Default: a page is as large as its film.
   */
  readonly paper?: Paper;
  /**
   * A film that is larger than the paper is scaled down, or printed in true size over several sheets. Default: scaled down.
   */
  readonly whenTooSmall?: 'fit' | 'tile';
  /** Device pixels per inch, a whole number, for the raster formats. The PDF has the printer's own resolution. */
  readonly pixelsPerInch: number;
  /**
   * Color becomes the gray of its luminance where this is not `srgb_8`; in the raster formats gray becomes color of three
   * equal samples where it is. In a PDF gray stays gray, with the printer's bits per sample. Black and dots are for PWG
   * Raster and Apple Raster.
   */
  readonly colorSpace: PixelType;
  /** Index of the film, from 0, for a format with a single page: JPEG. Default: all films. */
  readonly film?: number;
  /** Index of a sheet of that film, from 0, when it is printed over several. Default: all sheets. */
  readonly part?: number;
}

export interface VariantTask extends DocumentTask {
  readonly variant: DocumentVariant;
}

/**
 * Writes the document to `task.output`, synced. Memory holds a few rows of a page.
 * @throws JobFailure of layout and pixels, or the system's error; the file is then removed.
 */
export async function writeVariant(task: VariantTask): Promise<WrittenDocument> {
  const chosen = { films: chosenFilms(task), blobPaths: task.blobPaths };
  return await inSrgb(chosen, (films) => writeFilms({ ...task, ...films }));
}

async function writeFilms(task: VariantTask): Promise<WrittenDocument> {
  const { films } = task;
  const { format, colorSpace } = task.variant;
  switch (format) {
    case 'application/pdf':
      return await writePages(
        task,
        films.flatMap((film) => sheetsOf(film, task)),
        colorSpace === 'srgb_8' && films.some((film) => pageFacts(film).color),
      );
    case 'image/pwg-raster':
    case 'image/urf':
    case 'image/jpeg': {
      const pages = films.flatMap((film) => sheetsOf(film, task));
      const pieces = { 'image/pwg-raster': pwgRaster, 'image/urf': urf, 'image/jpeg': jpeg }[format];
      const byteLength = await writeSynced(task.output, pieces(pages, task));
      return { pages: pages.length, byteLength };
    }
    default:
      throw unreachable(format);
  }
}

function chosenFilms({ films, variant }: VariantTask): readonly Film[] {
  const chosen = variant.film === undefined ? films : films.slice(variant.film, variant.film + 1);
  if (chosen.length === 0) {
    throw new JobFailure('render-failed', `The job has no film ${variant.film ?? 0}, counted from 0.`);
  }
  if (variant.format === 'image/jpeg' && chosen.length > 1) {
    throw new JobFailure('render-failed', `A JPEG holds one film, and ${chosen.length} were requested.`);
  }
  return chosen;
}

/** Creates a sheet on demand. */
type Page = () => Sheet;

/** The film as this variant shows it: one or more pages. */
function sheetsOf(film: Film, task: VariantTask): readonly Page[] {
  const all = allSheetsOf(film, task);
  const { format, part } = task.variant;
  const chosen = part === undefined ? all : all.slice(part, part + 1);
  if (chosen.length === 0) {
    throw new JobFailure('render-failed', `The film has no part ${part ?? 0}, counted from 0.`);
  }
  if (format === 'image/jpeg' && chosen.length > 1) {
    throw new JobFailure(
      'render-failed',
      `A JPEG holds one part of a film, and ${chosen.length} were requested.`,
    );
  }
  return chosen;
}

function allSheetsOf(film: Film, { printer, blobPaths, variant }: VariantTask): readonly Page[] {
  const { paper, format, colorSpace, whenTooSmall } = variant;
  const raster = format !== 'application/pdf';
  const layout = layoutSheet(film, printer);
  const compose = (onPaper: SheetLayout): Sheet => {
    const pixels = atResolution(onPaper, raster ? variant.pixelsPerInch : layout.pixelsPerInch);
    const bits = raster ? 8 : printer.bits;
    const sheet = composeSheet(film, pixels, { printer, blobPaths, bits });
    return colorSpace === 'srgb_8' ? sheet : sheetInGray(sheet);
  };
  if (paper === undefined) return [() => compose(layout)];
  const markOptions = { scaleMark: printer.scaleMark ?? 'auto', ruler: printer.ruler ?? 'none' } as const;
  if (whenTooSmall !== 'tile' || placeOnPaper(layout, paper).scale === 1) {
    return [() => compose(layoutOnPaper(layout, paper, markOptions))];
  }
  const tiling = tilingOf(layout, paper);
  const { widthMm, heightMm } = layout;
  const marginsMm = { top: 0, right: 0, bottom: 0, left: 0 };
  // Paper of the film's size, in the orientation that the tiles need.
  const whole = tiling.rotated ? { widthMm: heightMm, heightMm: widthMm } : { widthMm, heightMm };
  const rotated = layoutOnPaper(layout, { ...whole, marginsMm }, markOptions);
  return Array.from({ length: tiling.across.count * tiling.down.count }, (_, tile) => () => {
    const sheet = tileSheets(compose(rotated), paper, tiling)[tile];
    if (sheet === undefined) throw new RangeError('A tiling has a sheet for each of its tiles.');
    return sheet;
  });
}

/** A page of pixels: its properties, and its rows. */
async function pageOf(makeSheet: Page, task: VariantTask): Promise<[DevicePage, Iterable<Uint8Array>]> {
  const sheet = makeSheet();
  const page = devicePage(sheet, task.variant.colorSpace === 'srgb_8' ? 3 : 1);
  return [page, await paintPage(sheet, page)];
}

type Pieces = AsyncGenerator<Uint8Array, void, undefined>;

async function* pwgRaster(pages: readonly Page[], task: VariantTask): Pieces {
  yield pwgSyncWord;
  for (const each of pages) {
    const [page, rows] = await pageOf(each, task);
    const { colorSpace } = task.variant;
    yield pwgPageHeader(page, pages.length, colorSpace);
    yield* encodeRows(deviceSamples(rows, page, colorSpace), page.channels);
  }
}

async function* urf(pages: readonly Page[], task: VariantTask): Pieces {
  yield urfFileHeader(pages.length);
  for (const each of pages) {
    const [page, rows] = await pageOf(each, task);
    const { colorSpace } = task.variant;
    yield urfPageHeader(page, colorSpace);
    yield* encodeRows(deviceSamples(rows, page, colorSpace), page.channels);
  }
}

async function* jpeg(pages: readonly Page[], task: VariantTask): Pieces {
  for (const each of pages) {
    const [page, rows] = await pageOf(each, task);
    yield* jpegOfRows(rows, page);
  }
}
