// Layouts as users write them, and the film orientation that suits a layout best (PS3.3 C.13.3). Start at `parseLayout`.
import { SetupFailure, unreachable } from '../../shared/errors/errors.ts';
import type { FilmOrientation } from '../../shared/film/film.ts';
import { boxCount, type ImageDisplayFormat } from '../../shared/film/display-format.ts';
import { filmSizes, sizeOfId } from '../../shared/film/film-sizes.ts';

const maxBoxes = 1000;
const allowed = 'columns x rows such as 2x3, STANDARD\\2,3, ROW\\1,2 or COL\\2,1';

/** The formats whose boxes do not depend on the imager. */
type GridFormat = Extract<ImageDisplayFormat, { kind: 'STANDARD' | 'ROW' | 'COL' }>;

function formatOf(text: string): GridFormat | undefined {
  const compact = text.replace(/\s+/g, '').toUpperCase();
  const grid = /^(\d{1,3})[X×](\d{1,3})$/.exec(compact);
  if (grid) return { kind: 'STANDARD', columns: Number(grid[1]), rows: Number(grid[2]) };
  // Shells remove backslashes, so a slash or a colon is accepted as well.
  const worded = /^(STANDARD|ROW|COL)[\\/:]+(\d{1,3}(?:,\d{1,3})*)$/.exec(compact);
  const numbers = (worded?.[2] ?? '').split(',').map(Number);
  switch (worded?.[1]) {
    case 'STANDARD': {
      const [columns, rows, ...rest] = numbers;
      return columns === undefined || rows === undefined || rest.length > 0
        ? undefined
        : { kind: 'STANDARD', columns, rows };
    }
    case 'ROW':
      return { kind: 'ROW', boxesPerRow: numbers };
    case 'COL':
      return { kind: 'COL', boxesPerColumn: numbers };
    default:
      return undefined;
  }
}

function countsOf(format: GridFormat): readonly number[] {
  switch (format.kind) {
    case 'STANDARD':
      return [format.columns, format.rows];
    case 'ROW':
      return format.boxesPerRow;
    case 'COL':
      return format.boxesPerColumn;
    default:
      throw unreachable(format);
  }
}

/** @throws SetupFailure `usage` with what was found and what is allowed. */
export function parseLayout(text: string): GridFormat {
  const format = formatOf(text);
  if (!format || countsOf(format).includes(0)) {
    throw new SetupFailure('usage', `layout "${text}" is not known; give ${allowed}`);
  }
  if (boxCount(format) > maxBoxes) {
    throw new SetupFailure(
      'usage',
      `layout "${text}" has ${boxCount(format)} images per film; must be at most ${maxBoxes}`,
    );
  }
  return format;
}

interface Box {
  /** Fraction of the sheet's width. */
  readonly width: number;
  readonly height: number;
}

/** The boxes of a format by Image Box Position, as fractions of the sheet. */
export function boxesOf(format: ImageDisplayFormat): readonly Box[] {
  const repeat = (count: number, box: Box): readonly Box[] => Array.from({ length: count }, () => box);
  switch (format.kind) {
    case 'STANDARD':
    case 'SLIDE':
    case 'SUPERSLIDE':
      return repeat(boxCount(format), { width: 1 / format.columns, height: 1 / format.rows });
    case 'ROW': {
      const height = 1 / format.boxesPerRow.length;
      return format.boxesPerRow.flatMap((count) => repeat(count, { width: 1 / count, height }));
    }
    case 'COL': {
      const width = 1 / format.boxesPerColumn.length;
      return format.boxesPerColumn.flatMap((count) => repeat(count, { width, height: 1 / count }));
    }
    case 'CUSTOM':
      return format.boxes;
    default:
      throw unreachable(format);
  }
}

/** The values that determine the displayed aspect ratio of an image. */
export interface Proportions {
  readonly rows: number;
  readonly columns: number;
  readonly pixelAspectRatio: readonly [vertical: number, horizontal: number];
}

/** Area in mm² that images of these proportions cover when each is as large as its box allows. */
function coveredArea(
  format: ImageDisplayFormat,
  images: readonly Proportions[],
  widthMm: number,
  heightMm: number,
): number {
  const boxes = boxesOf(format);
  return images.reduce((area, { rows, columns, pixelAspectRatio: [vertical, horizontal] }, index) => {
    const box = boxes[index % boxes.length] ?? { width: 1, height: 1 };
    const scale = Math.min(
      (box.width * widthMm) / (columns * horizontal),
      (box.height * heightMm) / (rows * vertical),
    );
    return area + columns * horizontal * rows * vertical * scale * scale;
  }, 0);
}

/** The orientation in which the images are printed largest; PORTRAIT where both are equal. */
export function bestOrientation(
  format: ImageDisplayFormat,
  filmSizeId: string,
  images: readonly Proportions[],
): FilmOrientation {
  const { widthMm, heightMm } = sizeOfId(filmSizeId) ?? filmSizes['14INX17IN'];
  const upright = coveredArea(format, images, widthMm, heightMm);
  const rotated = coveredArea(format, images, heightMm, widthMm);
  // Differences up to 0.01 % are rounding errors.
  return rotated > upright * 1.0001 ? 'LANDSCAPE' : 'PORTRAIT';
}
