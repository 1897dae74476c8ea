// Pure geometry: film size and orientation → sheet, display format → boxes, image → its place in its box. Everything is in
// millimeters from the top left of the sheet, and also in whole device pixels. Start at `layoutSheet`. PS3.3 C.13.3 (Image
// Display Format) and C.13.5 (Image Box Position, Requested Image Size, Decimate/Crop).
import { JobFailure, unreachable } from '../../shared/errors/errors.ts';
import type { Film, ImageBox } from '../../shared/film/film.ts';
import { displayFormatText, slides, type ImageDisplayFormat } from '../../shared/film/display-format.ts';
import { sizeOfFilm, type FilmSize, type SizeMm } from '../../shared/film/film-sizes.ts';
import { fitImage, type Fit } from './fit.ts';
import { mmPerInch, toPixel, type BoxArea, type DeviceRect, type RectMm } from './geometry.ts';
import type { RenderPrinter } from '../medium.ts';
import { filmNote } from './page-notes.ts';
import { filmMarks, markRoom, type PageMarks } from './page-marks.ts';
import type { SourceWindow } from '../resampling/resample.ts';
import { captionStrips, filmStrips, type TextStrip } from './text-strips.ts';

/** The position of an image in its box. */
export interface PlacedImage {
  readonly image: ImageBox;
  readonly rect: RectMm;
  readonly device: DeviceRect;
  /** The image is shown rotated a quarter counter-clockwise: its right side is at the top. */
  readonly rotated: boolean;
  /** The visible part of the stored image; for a rotated one, in the directions of the sheet. */
  readonly window: SourceWindow;
  /** Device pixels per image pixel across, at the printer's own resolution. */
  readonly scale: number;
  readonly fit: Fit;
}

export interface SheetBox extends BoxArea {
  /** Image Box Position, from 1. */
  readonly position: number;
  /** Default: an empty box. */
  readonly placed?: PlacedImage;
}

export interface SheetLayout {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly pixelsPerInch: number;
  /** By position. */
  readonly boxes: readonly SheetBox[];
  readonly texts: readonly TextStrip[];
  /** What the page states about its scale. */
  readonly marks: PageMarks;
  /** The sheet is paper that a film was put on (on-paper.ts); default: the sheet is the film. */
  readonly onPaper?: { readonly film: BoxArea; readonly scale: number };
}

/** A sheet without content. */
export type SheetFilm = FilmSize & Pick<Film, 'filmOrientation'>;
type LayoutFilm = SheetFilm &
  Pick<
    Film,
    'imageDisplayFormat' | 'requestedResolutionId' | 'requestedFilmSizeId' | 'images' | 'annotations'
  >;
/** The properties of a printer that decide where images lie. */
export type LayoutKeys =
  | 'resolution'
  | 'highResolution'
  | 'gapMm'
  | 'marginMm'
  | 'printableAreas'
  | 'scaleMark'
  | 'ruler'
  | 'header'
  | 'footer';
type LayoutPrinter = Pick<RenderPrinter, LayoutKeys>;

/** Size of the sheet: in PORTRAIT the longer side is vertical, in LANDSCAPE horizontal. */
export function sheetSize(film: SheetFilm): SizeMm {
  const size = sizeOfFilm(film);
  if (size === undefined) {
    throw new JobFailure('render-failed', `Film Size ID ${film.filmSizeId} is not known.`);
  }
  const { widthMm, heightMm } = size;
  return film.filmOrientation === 'PORTRAIT'
    ? { widthMm, heightMm }
    : { widthMm: heightMm, heightMm: widthMm };
}

/**
 * The area of a sheet for texts and image boxes: everything within the margin, or a centered area (a printable
 * matrix), both reduced by the space for marks along the left and the bottom.
 */
function printableArea(
  film: SheetFilm,
  { marginMm, printableAreas = {} }: LayoutPrinter,
  room: { readonly left: number; readonly bottom: number },
): RectMm {
  const sheet = sheetSize(film);
  const upright = printableAreas[film.filmSizeId];
  if (upright === undefined) {
    const margin = Math.min(marginMm, Math.min(sheet.widthMm, sheet.heightMm) / 8);
    const [left, bottom] = [Math.max(margin, room.left), Math.max(margin, room.bottom)];
    const [widthMm, heightMm] = [sheet.widthMm - left - margin, sheet.heightMm - margin - bottom];
    return { xMm: left, yMm: margin, widthMm, heightMm };
  }
  const { widthMm, heightMm } =
    film.filmOrientation === 'PORTRAIT' ? upright : { widthMm: upright.heightMm, heightMm: upright.widthMm };
  const [besideMm, aboveMm] = [sheet.widthMm - widthMm, sheet.heightMm - heightMm];
  const xMm = Math.max(room.left, besideMm / 2);
  // A matrix already excludes permanent marks; a mark for one job takes its space from the images.
  const yMm = Math.max(0, Math.min(aboveMm - room.bottom, aboveMm / 2));
  return { xMm, yMm, widthMm, heightMm: Math.min(heightMm, sheet.heightMm - yMm - room.bottom) };
}

/** Boxes of a format on a sheet, by position. Rows share the height evenly, columns the width. */
function boxRects(format: ImageDisplayFormat, area: RectMm, gapMm: number): readonly RectMm[] {
  const across = (parts: number, index: number) =>
    section({ start: area.xMm, length: area.widthMm }, { parts, index, gapMm });
  const down = (parts: number, index: number) =>
    section({ start: area.yMm, length: area.heightMm }, { parts, index, gapMm });
  const rect = (x: Section, y: Section) => ({
    xMm: x.start,
    widthMm: x.length,
    yMm: y.start,
    heightMm: y.length,
  });
  switch (format.kind) {
    case 'STANDARD':
      return rowsOfBoxes(Array.from({ length: format.rows }, () => format.columns));
    case 'ROW':
      return rowsOfBoxes(format.boxesPerRow);
    case 'COL':
      return format.boxesPerColumn.flatMap((boxes, column) =>
        Array.from({ length: boxes }, (_, row) =>
          rect(across(format.boxesPerColumn.length, column), down(boxes, row)),
        ),
      );
    case 'SLIDE':
    case 'SUPERSLIDE':
      return slideRects(format, area);
    case 'CUSTOM':
      return format.boxes.map(({ left, top, width, height }) => ({
        xMm: area.xMm + left * area.widthMm,
        widthMm: width * area.widthMm,
        yMm: area.yMm + top * area.heightMm,
        heightMm: height * area.heightMm,
      }));
    default:
      throw unreachable(format);
  }
  function rowsOfBoxes(boxesPerRow: readonly number[]): RectMm[] {
    return boxesPerRow.flatMap((boxes, row) =>
      Array.from({ length: boxes }, (_, column) =>
        rect(across(boxes, column), down(boxesPerRow.length, row)),
      ),
    );
  }
}

/** Slides in their mounts, edge to edge in the middle of the area; closer where texts need the space. */
function slideRects(
  { kind, columns, rows }: Extract<ImageDisplayFormat, { kind: 'SLIDE' | 'SUPERSLIDE' }>,
  area: RectMm,
): readonly RectMm[] {
  const { widthMm, heightMm, mountMm } = slides[kind];
  const pitchX = Math.min(mountMm, area.widthMm / columns);
  const pitchY = Math.min(mountMm, area.heightMm / rows);
  const left = area.xMm + (area.widthMm - columns * pitchX) / 2;
  const top = area.yMm + (area.heightMm - rows * pitchY) / 2;
  const [width, height] = [Math.min(widthMm, pitchX), Math.min(heightMm, pitchY)];
  return Array.from({ length: columns * rows }, (_, index) => ({
    xMm: left + (index % columns) * pitchX + (pitchX - width) / 2,
    yMm: top + Math.floor(index / columns) * pitchY + (pitchY - height) / 2,
    widthMm: width,
    heightMm: height,
  }));
}

/** A section of one direction, mm. */
interface Section {
  readonly start: number;
  readonly length: number;
}

/** Equal parts with gaps between them, and the index of one part. */
interface Division {
  readonly parts: number;
  readonly index: number;
  readonly gapMm: number;
}

/** One part of a divided length; its gaps are limited to a quarter of it. */
function section({ start, length }: Section, { parts, index, gapMm }: Division): Section {
  const gap = Math.min(gapMm, length / parts / 4);
  const part = (length - gap * (parts - 1)) / parts;
  return { start: start + index * (part + gap), length: part };
}

/** Device pixels of a rectangle: both edges are rounded, so boxes that touch share their edge. */
function snapBox(
  rect: RectMm,
  sheet: { widthMm: number; heightMm: number },
  pixelsPerMm: number,
): DeviceRect {
  // At the edge of the sheet a box also covers a partial pixel; otherwise a thin line of border would be visible.
  const far = (mm: number, end: number) =>
    mm > end - 1e-6 ? Math.ceil(end * pixelsPerMm - 1e-6) : toPixel(mm, pixelsPerMm);
  const x = toPixel(rect.xMm, pixelsPerMm);
  const y = toPixel(rect.yMm, pixelsPerMm);
  return {
    x,
    y,
    width: far(rect.xMm + rect.widthMm, sheet.widthMm) - x,
    height: far(rect.yMm + rect.heightMm, sheet.heightMm) - y,
  };
}

/** Device pixels of an image: first its size is rounded, then its position, so that it stays inside its box. */
function snapImage(rect: RectMm, box: BoxArea, pixelsPerMm: number): DeviceRect {
  const along = ({ start, length }: Section, boxMm: number, device: { first: number; pixels: number }) => {
    const fills = length > boxMm - 1e-6;
    const pixels = fills ? device.pixels : Math.min(device.pixels, Math.max(1, toPixel(length, pixelsPerMm)));
    const wanted = toPixel(start + length / 2 - pixels / pixelsPerMm / 2, pixelsPerMm);
    return { at: Math.min(device.first + device.pixels - pixels, Math.max(device.first, wanted)), pixels };
  };
  const { device } = box;
  const x = along({ start: rect.xMm, length: rect.widthMm }, box.rect.widthMm, {
    first: device.x,
    pixels: device.width,
  });
  const y = along({ start: rect.yMm, length: rect.heightMm }, box.rect.heightMm, {
    first: device.y,
    pixels: device.height,
  });
  return { x: x.at, y: y.at, width: x.pixels, height: y.pixels };
}

/**
 * Lays a film out at the printer's resolution (`highResolution` when the client asked for HIGH).
 * An image that is too large for its box and may be neither decimated nor cropped has the fit `refused`.
 * @throws JobFailure `render-failed` for an unknown film size, more boxes than device pixels, or an image whose
 *   position the format does not have.
 */
export function layoutSheet(film: LayoutFilm, printer: LayoutPrinter): SheetLayout {
  const plain = layoutWithRoom(film, printer, undefined);
  const { note } = plain.marks;
  return note === undefined ? plain : layoutWithRoom(film, printer, note);
}

/**
 * @param note - the scale note of the film, if space must be reserved for it; with less space for images it may
 * become longer
 */
function layoutWithRoom(film: LayoutFilm, printer: LayoutPrinter, note: string | undefined): SheetLayout {
  const pixelsPerInch = film.requestedResolutionId === 'HIGH' ? printer.highResolution : printer.resolution;
  const pixelsPerMm = pixelsPerInch / mmPerInch;
  const sheet = sheetSize(film);
  const markOptions = { scaleMark: printer.scaleMark ?? 'auto', ruler: printer.ruler ?? 'none' } as const;
  const area = printableArea(film, printer, markRoom(markOptions, 1, note));
  const strips = filmStrips(film.annotations, area);
  const { boxes: rects, captions } = captionStrips(
    film.annotations,
    boxRects(film.imageDisplayFormat, strips.area, printer.gapMm),
  );
  const format = displayFormatText(film.imageDisplayFormat);
  const images = new Map(film.images.map((image) => [image.position, image]));
  const boxes = rects.map((rect, index): SheetBox => {
    const box = { position: index + 1, rect, device: snapBox(rect, sheet, pixelsPerMm) };
    if (box.device.width < 1 || box.device.height < 1) {
      throw new JobFailure('render-failed', `${format} has more boxes than the sheet has device pixels.`);
    }
    const image = images.get(box.position);
    images.delete(box.position);
    if (image === undefined) return box;
    const { rect: place, ...fitted } = fitImage(image, box, pixelsPerMm);
    const device = snapImage(place, box, pixelsPerMm);
    return { ...box, placed: { image, rect: place, device, rotated: false, ...fitted } };
  });
  const [stray] = images.keys();
  if (stray !== undefined) {
    throw new JobFailure('render-failed', `${format} has no image box ${stray}.`);
  }
  const beside = { left: area.xMm, bottom: sheet.heightMm - area.yMm - area.heightMm };
  const marks = filmMarks(sheet, beside, markOptions, filmNote(film, boxes));
  return { ...sheet, pixelsPerInch, boxes, texts: [...strips.lines, ...captions], marks };
}

/** The same layout in the pixels of another resolution: for pictures of a page and for other devices. */
export function atResolution(layout: SheetLayout, pixelsPerInch: number): SheetLayout {
  const pixelsPerMm = pixelsPerInch / mmPerInch;
  const boxes = layout.boxes.map(({ placed, ...box }): SheetBox => {
    const { x, y, width, height } = snapBox(box.rect, layout, pixelsPerMm);
    const snapped = { ...box, device: { x, y, width: Math.max(1, width), height: Math.max(1, height) } };
    if (placed === undefined) return snapped;
    return { ...snapped, placed: { ...placed, device: snapImage(placed.rect, snapped, pixelsPerMm) } };
  });
  const { onPaper, ...rest } = layout;
  if (onPaper === undefined) return { ...rest, pixelsPerInch, boxes };
  const film = { rect: onPaper.film.rect, device: snapBox(onPaper.film.rect, layout, pixelsPerMm) };
  return { ...rest, pixelsPerInch, boxes, onPaper: { ...onPaper, film } };
}
