// Printable matrices of a printer, as configured → areas of its films in millimeters: the resolution defines the size
// of a device pixel, the matrix is centered on the film, and the rest is the margin. PS3.4 H.3.4.
import {
  filmSizeOf,
  printableMatrices,
  sizeOfFilm,
  type PixelMatrix,
  type PrintableAreas,
  type SizeMm,
} from '../shared/film/film-sizes.ts';
import { filmSizeRules } from './schema/film-size-schema.ts';
import { markRoomMm } from '../shared/film/printer.ts';
import type { PrinterFile } from './schema/printer-schema.ts';

interface FilmMatrix {
  readonly filmSizeId: string;
  readonly matrix: PixelMatrix;
  readonly size: SizeMm;
}

const mmPerInch = 25.4;

/** Matrices by film size; a keyword applies to all matching sizes that the printer has. Portrait, as the films are. */
function matricesOf(printer: PrinterFile): readonly FilmMatrix[] {
  const { printableMatrices: configured } = printer;
  const offer = filmSizeRules(printer);
  const named = typeof configured === 'string';
  const matrices: Partial<Record<string, PixelMatrix>> = named ? printableMatrices[configured] : configured;
  return Object.entries(matrices).flatMap(([filmSizeId, matrix]) => {
    const size = sizeOfFilm(filmSizeOf(filmSizeId, offer));
    if (matrix === undefined || size === undefined) return [];
    if (named && !offer.filmSizes.includes(filmSizeId)) return [];
    const { columns, rows } = matrix;
    const isLandscape = size.widthMm < size.heightMm && columns > rows;
    return [{ filmSizeId, size, matrix: isLandscape ? { columns: rows, rows: columns } : matrix }];
  });
}

/** Undefined without matrices. */
export function printableAreasOf(printer: PrinterFile): PrintableAreas | undefined {
  const pitchMm = mmPerInch / printer.resolution;
  const areas = matricesOf(printer).map(
    ({ filmSizeId, matrix }) =>
      [filmSizeId, { widthMm: matrix.columns * pitchMm, heightMm: matrix.rows * pitchMm }] as const,
  );
  return areas.length === 0 ? undefined : Object.fromEntries(areas);
}

/**
 * The first matrix that does not fit its film: the key, and a sentence. Space for marks is considered in both
 * orientations.
 */
export function misfitOf(printer: PrinterFile): string | undefined {
  const { resolution, ruler, scaleMark } = printer;
  const left = ruler === 'left' ? markRoomMm : 0;
  const bottom = ruler === 'bottom' || scaleMark === 'always' ? markRoomMm : 0;
  const room = Math.max(left, bottom);
  const { filmSizes } = filmSizeRules(printer);
  for (const { filmSizeId, matrix, size: film } of matricesOf(printer)) {
    const { columns, rows } = matrix;
    const key = `printableMatrices.${filmSizeId}`;
    if (!filmSizes.includes(filmSizeId)) {
      return `${key}: found ${columns} × ${rows}, but ${filmSizeId} is not one of filmSizes`;
    }
    const [widthMm, heightMm] = [film.widthMm - room, film.heightMm - room];
    const minResolution = Math.max(columns / widthMm, rows / heightMm) * mmPerInch;
    if (resolution >= minResolution - 1e-9) continue;
    const size = [columns, rows].map((pixels) => ((pixels / resolution) * mmPerInch).toFixed(1)).join(' × ');
    const free = `${widthMm.toFixed(1)} × ${heightMm.toFixed(1)} mm`;
    return (
      `${key}: found ${columns} × ${rows}, which are ${size} mm at ${resolution} pixels per inch; the film has room ` +
      `for ${free}, so resolution must be ${Math.ceil(minResolution - 1e-9)} or more`
    );
  }
  return undefined;
}
