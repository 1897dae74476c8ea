// A film laid out and toned for one medium: the content of a page, from which both the PDF and pictures are made, so
// that they agree. It is one list of painted areas and images. Start at `composeSheet`.
import { readFileSync } from 'node:fs';
import { JobFailure, messageOf } from '../../shared/errors/errors.ts';
import type { BlobRef, Film, ImageBox, PresentationLut } from '../../shared/film/film.ts';
import { deviceOfDensity, deviceTable, linearTable, type ToneRequest } from '../tone/device.ts';
import { deviceRows } from './device-rows.ts';
import { mmPerInch, overlap, type DeviceRect } from '../layout/geometry.ts';
import type { PlacedImage, SheetLayout } from '../layout/layout.ts';
import { isDithered, type RenderPrinter } from '../medium.ts';
import { overlaidRows } from './overlay.ts';
import { rulerLines } from '../layout/page-marks.ts';
import { fitText, type SheetText } from '../text/text.ts';
import { lutWords, pValueTable, rgbTable, type LoadedLut, type LoadedVoiLut } from '../tone/tone.ts';

/** Absolute paths of the blobs of a film, by key. */
export type BlobPaths = Readonly<Record<string, string>>;

/** An area of one device value, 0 (darkest) to 1. */
export interface Fill {
  readonly rect: DeviceRect;
  readonly value: number;
}

export interface SheetImage {
  readonly position: number;
  readonly device: DeviceRect;
  /** 1: gray, 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** Bits per sample in `rows`. */
  readonly bits: 8 | 16;
  /** Reads the image again; see `deviceRows`. */
  readonly rows: () => Generator<Uint8Array, void, undefined>;
}

export interface Sheet {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly pixelsPerInch: number;
  /** Device value of the background: the border of the film, or the white of the paper. */
  readonly border: number;
  /** Painted in this order; then the images, the lines over them, and the texts. */
  readonly fills: readonly Fill[];
  readonly images: readonly SheetImage[];
  readonly lines: readonly Fill[];
  readonly texts: readonly SheetText[];
}

/** The target for which a film is toned. */
export interface SheetOptions {
  readonly printer: RenderPrinter;
  readonly blobPaths: BlobPaths;
  /** Bits per sample of the images. */
  readonly bits: 8 | 16;
}

/** Width of a trim line, mm. */
const trimMm = 0.25;
/** Device value of unprinted paper. */
const paperWhite = 1;

/**
 * Tones a laid out film.
 * @throws JobFailure `render-failed` when an image is refused or a LUT is unusable, `pixels-missing` when a LUT's blob cannot
 * be read. Pixels are read later, by each image's `rows`.
 */
export function composeSheet(film: Film, layout: SheetLayout, options: SheetOptions): Sheet {
  const { printer, bits } = options;
  const white = printer.whiteBorders === true ? paperWhite : undefined;
  const border = white ?? deviceOfDensity(printer, film.borderDensity, film);
  const empty = white ?? deviceOfDensity(printer, film.emptyImageDensity, film);
  // Lines and texts contrast with the border they lie on.
  const opposite = border < 0.5 ? 1 : 0;
  const dither = isDithered(printer) && bits === 8;
  const { onPaper } = layout;
  const fills: Fill[] = onPaper === undefined ? [] : [{ rect: onPaper.film.device, value: border }];
  const images: SheetImage[] = [];
  for (const box of layout.boxes) {
    const { placed } = box;
    if (placed === undefined) {
      fills.push({ rect: box.device, value: empty });
      continue;
    }
    if (placed.fit === 'refused') throw refusal(placed);
    const image = toned(film, placed, { ...options, dither });
    images.push(withOverlays(image, { film, placed }, options));
  }
  const { widthMm, heightMm, pixelsPerInch } = layout;
  const { over, under: covered } = film.trim ? trimLines(images, layout, opposite) : noTrim;
  fills.push(...covered);
  const { marks } = layout;
  const inkOn = (what: 'film' | 'paper' | undefined) => (what === 'paper' ? 0 : opposite);
  if (marks.ruler !== undefined) {
    const value = inkOn(marks.ruler.on);
    for (const rect of rulerLines(marks.ruler, pixelsPerInch / mmPerInch)) fills.push({ rect, value });
  }
  const texts = [...layout.texts, ...marks.texts].flatMap(
    (strip) => fitText(strip, inkOn(strip.ink), strip.ink === 'paper' ? 1 : onPaper?.scale).lines,
  );
  const under = onPaper === undefined ? border : paperWhite;
  return { widthMm, heightMm, pixelsPerInch, border: under, fills, images, lines: over, texts };
}

function refusal({ image }: PlacedImage): JobFailure {
  const { columns, rows } = image.pixels;
  return new JobFailure(
    'render-failed',
    `The image at position ${image.position} (${columns} × ${rows} pixels) is too large for its box, ` +
      'and the client requested neither shrinking nor cropping (Requested Decimate/Crop Behavior FAIL).',
  );
}

interface Trim {
  readonly over: readonly Fill[];
  readonly under: readonly Fill[];
}

const noTrim: Trim = { over: [], under: [] };

/**
 * The four lines around each image, of opposite density. They are painted over the images, although they lie beside
 * them: a viewer that shows the page reduced rounds images up to whole screen pixels, and would hide lines painted
 * before. Only where images touch are the lines painted below them, so that a line never covers a pixel of an image.
 */
function trimLines(
  images: readonly SheetImage[],
  { pixelsPerInch, onPaper }: SheetLayout,
  value: 0 | 1,
): Trim {
  const line = Math.max(1, Math.round((trimMm / mmPerInch) * (onPaper?.scale ?? 1) * pixelsPerInch));
  const lines = images.flatMap(({ device: { x, y, width, height } }): Fill[] => {
    const wide = { x: x - line, width: width + 2 * line, height: line };
    const high = { y, width: line, height };
    return [
      { rect: { ...wide, y: y - line }, value },
      { rect: { ...wide, y: y + height }, value },
      { rect: { ...high, x: x - line }, value },
      { rect: { ...high, x: x + width }, value },
    ];
  });
  const covers = ({ rect }: Fill) => images.some(({ device }) => overlap(rect, device));
  return { over: lines.filter((each) => !covers(each)), under: lines.filter(covers) };
}

interface ToneOptions extends SheetOptions {
  /** The device tables have 16 bits, the rows 8: see `ToneTables`. */
  readonly dither: boolean;
}

function toned(
  film: Film,
  placed: PlacedImage,
  { printer, blobPaths, bits, dither }: ToneOptions,
): SheetImage {
  const { image, device } = placed;
  const { pixels, polarity } = image;
  const file = blobPaths[pixels.data.key];
  const common = { position: image.position, device, bits };
  if (pixels.kind === 'rgb') {
    const tone = { values: rgbTable(pixels, polarity), device: linearTable(bits) };
    return { ...common, channels: 3, rows: () => deviceRows(placed, file, tone) };
  }
  const request: ToneRequest = {
    scale: scaleOf(image.presentationLut),
    minDensity: image.minDensity,
    maxDensity: image.maxDensity,
    contrast: image.contrast,
    illumination: film.illumination,
    reflectedAmbientLight: film.reflectedAmbientLight,
  };
  const tone = {
    values: pValueTable(pixels, polarity, loadLut(image, blobPaths), loadVoiLut(image, blobPaths)),
    device: deviceTable(printer, request, dither ? 16 : bits),
    dither,
  };
  return { ...common, channels: 1, rows: () => deviceRows(placed, file, tone) };
}

/** The image with the overlays of its box drawn over it, if there are any. */
function withOverlays(
  image: SheetImage,
  { film, placed }: { readonly film: Film; readonly placed: PlacedImage },
  { printer, blobPaths }: SheetOptions,
): SheetImage {
  const { overlays = [], position } = placed.image;
  if (overlays.length === 0) return image;
  const { channels, bits } = image;
  const what = `An overlay of the image at position ${position}`;
  return {
    ...image,
    rows: () =>
      overlaidRows(
        image.rows(),
        placed,
        { channels, bits },
        overlays.map((overlay) => ({
          overlay,
          bytes: blobBytes(overlay.data, blobPaths, what),
          value: deviceOfDensity(printer, overlay.foregroundDensity, film),
        })),
      ),
  };
}

function scaleOf({ kind }: PresentationLut): ToneRequest['scale'] {
  return kind === 'LIN OD' || kind === 'DEVICE' ? kind : 'GSDF';
}

function loadLut(image: ImageBox, blobPaths: BlobPaths): LoadedLut {
  const lut: PresentationLut = image.presentationLut;
  if (lut.kind !== 'table') return lut;
  const bytes = blobBytes(
    lut.data,
    blobPaths,
    `The presentation LUT of the image at position ${image.position}`,
  );
  return { kind: 'table', bits: lut.bits, words: lutWords(lut, bytes) };
}

function loadVoiLut({ voiLut, position }: ImageBox, blobPaths: BlobPaths): LoadedVoiLut | undefined {
  if (voiLut?.kind !== 'table') return voiLut;
  const { firstMapped, bits, data } = voiLut;
  const bytes = blobBytes(data, blobPaths, `The VOI LUT of the image at position ${position}`);
  return { kind: 'table', firstMapped, bits, words: lutWords(voiLut, bytes) };
}

function blobBytes(blob: BlobRef, blobPaths: BlobPaths, what: string): Uint8Array {
  const file = blobPaths[blob.key];
  try {
    if (file === undefined) throw new Error('the spool has no file for it');
    return readFileSync(file);
  } catch (error) {
    throw new JobFailure('pixels-missing', `${what} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
