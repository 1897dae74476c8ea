// The expected film, computed independently of the renderer: rectangles by arithmetic, resampling as a plain double
// sum over the kernel's formula in double precision, tone by gray-reference.ts. Slow and short, so that it can be
// verified by reading. Gray and color; no overlays, no texts, no crops.
import { readFileSync } from 'node:fs';
import type { Density, Film, ImageBox } from '../../src/shared/film/film.ts';
import type { ImageDisplayFormat } from '../../src/shared/film/display-format.ts';
import { filmSizes, isFilmSizeId } from '../../src/shared/film/film-sizes.ts';
import type { ReferenceMedium } from './gray-reference.ts';

export interface ReferencePicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
}

/** Left, top, width, height; mm or device pixels. */
type Rect = readonly [x: number, y: number, width: number, height: number];

const [marginMm, gapMm] = [5, 2];

/** Boxes in the order of their positions: rows and columns share the area evenly. */
function boxesOf(format: ImageDisplayFormat, width: number, height: number): readonly Rect[] {
  const part = (length: number, count: number, index: number) => {
    const size = (length - 2 * marginMm - (count - 1) * gapMm) / count;
    return [marginMm + index * (size + gapMm), size] as const;
  };
  const cell = (column: number, columns: number, row: number, rows: number): Rect => {
    const [x, wide] = part(width, columns, column);
    const [y, high] = part(height, rows, row);
    return [x, y, wide, high];
  };
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, i) => make(i));
  switch (format.kind) {
    case 'STANDARD':
      return many(format.rows, (row) =>
        many(format.columns, (column) => cell(column, format.columns, row, format.rows)),
      ).flat();
    case 'ROW':
      return format.boxesPerRow.flatMap((boxes, row) =>
        many(boxes, (column) => cell(column, boxes, row, format.boxesPerRow.length)),
      );
    case 'COL':
      return format.boxesPerColumn.flatMap((boxes, column) =>
        many(boxes, (row) => cell(column, format.boxesPerColumn.length, row, boxes)),
      );
    default:
      throw new Error(`no reference for ${format.kind}`);
  }
}

/**
 * Position of an image in its box: centered, pixels square, Requested Image Size or NONE if it fits, otherwise as
 * large as fits.
 */
function imageRect(
  { pixels, magnificationType, requestedImageSizeMm }: ImageBox,
  box: Rect,
  perMm: number,
): Rect {
  const [x, y, width, height] = box;
  const aspect = pixels.columns / pixels.rows;
  const largest = Math.min(width, height * aspect);
  const oneToOne = pixels.columns / perMm;
  const wanted = requestedImageSizeMm ?? (magnificationType === 'NONE' ? oneToOne : largest);
  const halfPixel = 0.5 / perMm;
  const fits = wanted <= width + halfPixel && wanted / aspect <= height + halfPixel;
  const wide = fits ? wanted : largest;
  const high = wide / aspect;
  return [x + (width - wide) / 2, y + (height - high) / 2, wide, high];
}

/** Whole pixels: for a box both edges are rounded; for an image its size, then its position, within its box. */
const round = (value: number) => Math.floor(value + 0.5 + 1e-7);
function snapBox([x, y, width, height]: Rect, perMm: number): Rect {
  const [left, top] = [round(x * perMm), round(y * perMm)];
  return [left, top, round((x + width) * perMm) - left, round((y + height) * perMm) - top];
}
function snapImage(image: Rect, box: Rect, boxPixels: Rect, perMm: number): Rect {
  const along = (axis: 0 | 1): [number, number] => {
    const [start, length] = [image[axis], image[axis + 2] ?? 0];
    const [boxStart, boxSize] = [boxPixels[axis], boxPixels[axis + 2] ?? 0];
    const fills = length > (box[axis + 2] ?? 0) - 1e-6;
    const size = fills ? boxSize : Math.min(boxSize, Math.max(1, round(length * perMm)));
    const at = round((start + length / 2) * perMm - size / 2);
    return [Math.min(Math.max(at, boxStart), boxStart + boxSize - size), size];
  };
  const [[x, width], [y, height]] = [along(0), along(1)];
  return [x, y, width, height];
}

/** The value of a kernel at a distance in pixels, and its extent. */
interface ReferenceKernel {
  readonly reach: number;
  readonly at: (distance: number) => number;
}

/** Mitchell and Netravali's family with B + 2C = 1, as published. */
function cubic(b: number): ReferenceKernel {
  const c = (1 - b) / 2;
  const at = (distance: number) => {
    const x = Math.abs(distance);
    if (x >= 2) return 0;
    if (x < 1) return ((12 - 9 * b - 6 * c) * x * x * x + (12 * b + 6 * c - 18) * x * x + 6 - 2 * b) / 6;
    return ((-b - 6 * c) * x * x * x + (6 * b + 30 * c) * x * x - (12 * b + 48 * c) * x + 8 * b + 24 * c) / 6;
  };
  return { reach: 2, at };
}

/**
 * The CUBIC kernel for scaling down: cubic pieces by values and slopes at 0, 1.1, 2.2 and 3.3, mixed with the
 * B-spline.
 */
function shrinking(b: number): ReferenceKernel {
  const values = [1, 0, 0, 0];
  const slopes = [0, -0.9, 0.35, 0];
  const spline = cubic(1);
  const sharp = (knots: number) => {
    const k = Math.floor(knots);
    if (k > 2) return 0;
    const t = knots - k;
    return (
      (1 + 2 * t) * (1 - t) * (1 - t) * values[k]! +
      t * (1 - t) * (1 - t) * slopes[k]! +
      t * t * (3 - 2 * t) * values[k + 1]! +
      t * t * (t - 1) * slopes[k + 1]!
    );
  };
  const at = (distance: number) =>
    ((1 - b) * sharp(Math.abs(distance) / 1.1)) / 1.1 + b * spline.at(distance);
  return { reach: 3.3, at };
}
const linear: ReferenceKernel = { reach: 1, at: (distance) => Math.max(0, 1 - Math.abs(distance)) };

/** Input pixels and their weights. */
interface Weights {
  readonly indices: readonly number[];
  readonly weights: readonly number[];
}

/** The weight of each input pixel for each output pixel, along one direction. */
function weightsOf(image: ImageBox, input: number, output: number): readonly Weights[] {
  const ratio = input / output;
  const wide = Math.max(1, ratio);
  const kernel =
    image.magnificationType === 'CUBIC'
      ? (ratio > 1 ? shrinking : cubic)(Number(image.smoothingType ?? '0') / 15)
      : image.magnificationType === 'BILINEAR'
        ? linear
        : undefined;
  return Array.from({ length: output }, (_, o) => {
    const found = new Map<number, number>();
    const add = (index: number, weight: number) => {
      // Beyond the edges, the pixel at the edge is repeated.
      const inside = Math.min(input - 1, Math.max(0, index));
      if (weight !== 0) found.set(inside, (found.get(inside) ?? 0) + weight);
    };
    if (kernel) {
      const center = (o + 0.5) * ratio - 0.5;
      for (
        let i = Math.floor(center - kernel.reach * wide);
        i <= Math.ceil(center + kernel.reach * wide);
        i++
      )
        add(i, kernel.at((i - center) / wide));
    } else if (ratio > 1) {
      // REPLICATE scales down by area: a pixel is weighted by its covered fraction.
      for (let i = Math.floor(o * ratio); i < (o + 1) * ratio; i++)
        add(i, Math.max(0, Math.min(i + 1, (o + 1) * ratio) - Math.max(i, o * ratio)));
    } else add(Math.floor((o + 0.5) * ratio + 1e-7), 1);
    const sum = [...found.values()].reduce((total, weight) => total + weight, 0);
    return { indices: [...found.keys()], weights: [...found.values()].map((weight) => weight / sum) };
  });
}

/** A plane at another size: `value(x, y)` of 0 to 65535 in, unrounded rows of the output out. */
function resampled(
  image: ImageBox,
  value: (x: number, y: number) => number,
  width: number,
  height: number,
): Float64Array {
  const { columns, rows } = image.pixels;
  const across = weightsOf(image, columns, width);
  const down = weightsOf(image, rows, height);
  const narrow = new Float64Array(width * rows);
  const line = new Float64Array(columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) line[x] = value(x, y);
    for (let x = 0; x < width; x++) {
      const { indices, weights } = across[x]!;
      let sum = 0;
      for (let i = 0; i < indices.length; i++) sum += line[indices[i]!]! * weights[i]!;
      narrow[y * width + x] = sum;
    }
  }
  const out = new Float64Array(width * height);
  for (const [y, { indices, weights }] of down.entries()) {
    for (const [i, index] of indices.entries()) {
      for (let x = 0; x < width; x++) out[y * width + x]! += narrow[index * width + x]! * weights[i]!;
    }
  }
  return out;
}

/** Reads the stored value of a pixel before any LUT: P-value, or color, of 0 to 65535. */
function storedValues(image: ImageBox, bytes: Buffer): (sample: number) => (x: number, y: number) => number {
  const { pixels, polarity } = image;
  const { columns, rows, bitsAllocated, bitsStored } = pixels;
  const word = (index: number) => (bitsAllocated === 8 ? (bytes[index] ?? 0) : bytes.readUInt16LE(index * 2));
  const full = 2 ** bitsStored - 1;
  const samples = pixels.kind === 'rgb' ? 3 : 1;
  const planes = pixels.kind === 'rgb' && pixels.planarConfiguration === 1;
  const inverted =
    (polarity === 'REVERSE') !==
    (pixels.kind === 'gray' && pixels.photometricInterpretation === 'MONOCHROME1');
  const half = pixels.kind === 'gray' && pixels.signed ? 2 ** (bitsStored - 1) : 0;
  const shift = pixels.kind === 'gray' ? pixels.highBit + 1 - bitsStored : 0;
  // Signed: two's complement, the lowest value becomes 0.
  const valueOf = Float64Array.from({ length: 2 ** bitsAllocated }, (_, raw) => {
    const value = (((raw >> shift) & full) + half) % (full + 1);
    return ((inverted ? full - value : value) / full) * 65_535;
  });
  return (sample) => (x, y) => {
    const pixel = y * columns + x;
    return valueOf[word(planes ? sample * rows * columns + pixel : pixel * samples + sample)] ?? 0;
  };
}

/** The whole sheet at a resolution. */
export function referenceSheet(
  film: Film,
  blobPaths: Readonly<Record<string, string>>,
  medium: ReferenceMedium,
  pixelsPerInch: number,
): ReferencePicture {
  if (!isFilmSizeId(film.filmSizeId)) throw new Error(film.filmSizeId);
  const { widthMm, heightMm } = filmSizes[film.filmSizeId];
  const [wide, high] = film.filmOrientation === 'PORTRAIT' ? [widthMm, heightMm] : [heightMm, widthMm];
  const perMm = pixelsPerInch / 25.4;
  const [width, height] = [Math.ceil(wide * perMm - 1e-6), Math.ceil(high * perMm - 1e-6)];
  const channels = film.images.some(({ pixels }) => pixels.kind === 'rgb') ? 3 : 1;
  const pixels = new Uint8Array(width * height * channels);
  const density = (each: Density) => {
    if (each.kind === 'black') return 0;
    if (each.kind === 'white') return 255;
    return Math.round(medium.ofDensity((each.hundredthsOfOD - 20) / 300));
  };
  const fill = ([x, y, w, h]: Rect, value: number) => {
    for (let row = Math.max(0, y); row < Math.min(height, y + h); row++)
      pixels.fill(
        value,
        (row * width + Math.max(0, x)) * channels,
        (row * width + Math.min(width, x + w)) * channels,
      );
  };
  const border = density(film.borderDensity);
  fill([0, 0, width, height], border);
  const line = Math.max(1, Math.round(0.25 * perMm));
  for (const [index, box] of boxesOf(film.imageDisplayFormat, wide, high).entries()) {
    const boxPixels = snapBox(box, perMm);
    const image = film.images.find(({ position }) => position === index + 1);
    if (!image) {
      fill(boxPixels, density(film.emptyImageDensity));
      continue;
    }
    const rect = snapImage(imageRect(image, box, perMm), box, boxPixels, perMm);
    const [x, y, w, h] = rect;
    if (film.trim) fill([x - line, y - line, w + 2 * line, h + 2 * line], border < 128 ? 255 : 0);
    paint(image, readFileSync(blobPaths[image.pixels.data.key] ?? ''), rect);
  }
  return { width, height, channels, pixels };

  function paint(image: ImageBox, bytes: Buffer, [x, y, w, h]: Rect): void {
    const stored = storedValues(image, bytes);
    const lut = image.presentationLut;
    const words = lut.kind === 'table' ? readFileSync(blobPaths[lut.data.key] ?? '') : undefined;
    const samples = image.pixels.kind === 'rgb' ? 3 : 1;
    for (let sample = 0; sample < samples; sample++) {
      const plain = stored(sample);
      const full = 2 ** image.pixels.bitsStored - 1;
      const bits = lut.kind === 'table' ? 2 ** lut.bits - 1 : 1;
      const value = words
        ? (column: number, row: number) =>
            (words.readUInt16LE(Math.round((plain(column, row) / 65_535) * full) * 2) / bits) * 65_535
        : plain;
      const plane = resampled(image, value, w, h);
      for (let row = 0; row < h; row++) {
        for (let column = 0; column < w; column++) {
          const part = Math.min(1, Math.max(0, plane[row * w + column]! / 65_535));
          const device =
            samples === 3
              ? part * 255
              : lut.kind === 'LIN OD'
                ? medium.ofDensity(1 - part)
                : medium.ofPValue(part);
          const at = ((y + row) * width + x + column) * channels;
          if (samples === channels) pixels[at + sample] = Math.round(device);
          else pixels.fill(Math.round(device), at, at + channels);
        }
      }
    }
  }
}
