// Printable matrices of a printer, as configured → areas of its films in millimetres: a device pixel is as large as the
// resolution says, the matrix lies in the middle of the film, and what is left around it is the margin. PS3.4 H.3.4.
import type { z } from 'zod';
import {
  filmSizes,
  isFilmSizeId,
  printableMatrices,
  type FilmSizeId,
  type PixelMatrix,
  type PrintableAreas,
} from '../film-sizes.ts';
import { markRoomMm } from '../printer.ts';
import type { printer as printerSchema } from './printer-schema.ts';

type MatrixKeys = 'printableMatrices' | 'filmSizes' | 'resolution' | 'ruler' | 'scaleMark';
type ConfiguredPrinter = Pick<z.output<typeof printerSchema>, MatrixKeys>;

const mmPerInch = 25.4;

/** Matrices by film size, of those named by one word as far as the printer has the sizes; upright, as the films are. */
function matricesOf({
  printableMatrices: configured,
  filmSizes: offered,
}: ConfiguredPrinter): readonly (readonly [FilmSizeId, PixelMatrix])[] {
  const named = typeof configured === 'string';
  const matrices: Partial<Record<string, PixelMatrix>> = named ? printableMatrices[configured] : configured;
  return Object.entries(matrices).flatMap(([filmSizeId, matrix]) => {
    if (matrix === undefined || !isFilmSizeId(filmSizeId)) return [];
    if (named && !offered.includes(filmSizeId)) return [];
    const { columns, rows } = matrix;
    const { widthMm, heightMm } = filmSizes[filmSizeId];
    const lies = widthMm < heightMm && columns > rows;
    return [[filmSizeId, lies ? { columns: rows, rows: columns } : matrix] as const];
  });
}

/** Undefined without any. */
export function printableAreasOf(printer: ConfiguredPrinter): PrintableAreas | undefined {
  const pitchMm = mmPerInch / printer.resolution;
  const areas = matricesOf(printer).map(([filmSizeId, { columns, rows }]) => [
    filmSizeId,
    { widthMm: columns * pitchMm, heightMm: rows * pitchMm },
  ]);
  return areas.length === 0 ? undefined : (Object.fromEntries(areas) as PrintableAreas);
}

/** The first matrix that its film has no room for: the key, and a sentence. Either way the film is turned, marks have their room. */
export function misfitOf(printer: ConfiguredPrinter): string | undefined {
  const { resolution, ruler, scaleMark } = printer;
  const left = ruler === 'left' ? markRoomMm : 0;
  const bottom = ruler === 'bottom' || scaleMark === 'always' ? markRoomMm : 0;
  const room = Math.max(left, bottom);
  for (const [filmSizeId, { columns, rows }] of matricesOf(printer)) {
    const key = `printableMatrices.${filmSizeId}`;
    if (!printer.filmSizes.includes(filmSizeId)) {
      return `${key}: found ${columns} × ${rows}, but ${filmSizeId} is not one of filmSizes`;
    }
    const [widthMm, heightMm] = [filmSizes[filmSizeId].widthMm - room, filmSizes[filmSizeId].heightMm - room];
    const least = Math.max(columns / widthMm, rows / heightMm) * mmPerInch;
    if (resolution >= least - 1e-9) continue;
    const size = [columns, rows].map((pixels) => ((pixels / resolution) * mmPerInch).toFixed(1)).join(' × ');
    const free = `${widthMm.toFixed(1)} × ${heightMm.toFixed(1)} mm`;
    return (
      `${key}: found ${columns} × ${rows}, which are ${size} mm at ${resolution} pixels an inch; the film has room ` +
      `for ${free}, so resolution must be ${Math.ceil(least - 1e-9)} or more`
    );
  }
  return undefined;
}
