// Display shutters (PS3.3 C.7.6.11, C.7.6.15) hide the pixels outside them. If there are several shapes, a pixel is
// visible only where all of them show it.
import type { FileAttributes } from '../file/file-attributes.ts';
import type { PixelGeometry } from './pixel-geometry.ts';

export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** Whether a pixel is visible; rows and columns count from 1, as shutters do. */
type Visible = (row: number, column: number) => boolean;

interface Point {
  readonly row: number;
  readonly column: number;
}

/**
 * Even-odd rule: a ray to the right from an inner point crosses the outline an odd number of times; the outline
 * itself is visible.
 */
function polygon(vertices: readonly number[]): Visible | undefined {
  const points: readonly Point[] = Array.from({ length: vertices.length >> 1 }, (_, index) => ({
    row: vertices[index * 2] ?? 0,
    column: vertices[index * 2 + 1] ?? 0,
  }));
  if (points.length < 3) return undefined;
  const edges = points.map((from, index) => ({ from, to: points[(index + 1) % points.length] ?? from }));
  return (row, column) => {
    let inside = false;
    for (const { from, to } of edges) {
      if (from.row > row === to.row > row) continue;
      const crossing = from.column + ((row - from.row) * (to.column - from.column)) / (to.row - from.row);
      if (column === crossing) return true;
      if (column < crossing) inside = !inside;
    }
    return inside;
  };
}

function shapeOf(
  shutter: FileAttributes,
  shape: string,
  [vertical, horizontal]: PixelGeometry['pixelAspectRatio'],
): Visible | undefined {
  switch (shape) {
    case 'RECTANGULAR': {
      const left = shutter.number('ShutterLeftVerticalEdge') ?? -Infinity;
      const right = shutter.number('ShutterRightVerticalEdge') ?? Infinity;
      const upper = shutter.number('ShutterUpperHorizontalEdge') ?? -Infinity;
      const lower = shutter.number('ShutterLowerHorizontalEdge') ?? Infinity;
      return (row, column) => row >= upper && row <= lower && column >= left && column <= right;
    }
    case 'CIRCULAR': {
      const [centerRow, centerColumn] = shutter.numbers('CenterOfCircularShutter');
      const radius = shutter.number('RadiusOfCircularShutter');
      if (centerRow === undefined || centerColumn === undefined || radius === undefined) return undefined;
      // The radius counts pixels along a row; pixels may not be square, so columns are scaled.
      const high = vertical / horizontal;
      return (row, column) => Math.hypot((row - centerRow) * high, column - centerColumn) <= radius;
    }
    case 'POLYGONAL':
      return polygon(shutter.numbers('VerticesOfThePolygonalShutter'));
    default:
      return undefined;
  }
}

/**
 * The pixels that the shutters of a frame hide.
 * @param shutter the item that holds the attributes: the image, or an item of an enhanced image
 * @param bitmap 1 where a bitmap shutter hides a pixel
 * @returns 1 for every pixel that is hidden; undefined when there is no shutter
 */
export function shutterMask(
  shutter: FileAttributes,
  grid: Grid,
  aspect: PixelGeometry['pixelAspectRatio'],
  bitmap: Uint8Array | undefined,
): Uint8Array | undefined {
  const shapes = shutter
    .strings('ShutterShape')
    .flatMap((shape) => shapeOf(shutter, shape.toUpperCase(), aspect) ?? []);
  if (shapes.length === 0) return bitmap;
  const mask = bitmap ?? new Uint8Array(grid.rows * grid.columns);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      if (!shapes.every((visible) => visible(row + 1, column + 1))) mask[row * grid.columns + column] = 1;
    }
  }
  return mask;
}

/** Gray of hidden pixels as a fraction of the brightest, from a P-value of 16 bits; default: black. */
export function shutterGray(shutter: FileAttributes): number {
  return (shutter.number('ShutterPresentationValue') ?? 0) / 65535;
}

/** The color of hidden pixels as sRGB of 8 bits, from PCS values (C.10.7.1.1); undefined if the file states none. */
export function shutterColor(shutter: FileAttributes): readonly [number, number, number] | undefined {
  const [lightness, a, b] = shutter.numbers('ShutterPresentationColorCIELabValue');
  if (lightness === undefined || a === undefined || b === undefined) return undefined;
  const y = ((lightness / 65535) * 100 + 16) / 116;
  const x = y + ((a / 65535) * 255 - 128) / 500;
  const z = y - ((b / 65535) * 255 - 128) / 200;
  const linear = (value: number) => (value > 6 / 29 ? value ** 3 : 3 * (6 / 29) ** 2 * (value - 4 / 29));
  // D50 is the white point of PCS values.
  const [X, Y, Z] = [linear(x) * 0.9642, linear(y), linear(z) * 0.8249];
  const signal = (light: number): number => {
    const bounded = Math.min(Math.max(light, 0), 1);
    const encoded = bounded <= 0.0031308 ? bounded * 12.92 : 1.055 * bounded ** (1 / 2.4) - 0.055;
    return Math.round(encoded * 255);
  };
  return [
    signal(3.1338561 * X - 1.6168667 * Y - 0.4906146 * Z),
    signal(-0.9787684 * X + 1.9161415 * Y + 0.033454 * Z),
    signal(0.0719453 * X - 0.2289914 * Y + 1.4052427 * Z),
  ];
}
