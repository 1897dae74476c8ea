// The calibration target as a gray picture, 8 bits per pixel: marks, anchors, code, wedge and the numbers of the
// patches. There is no antialiasing: every pixel is black, white or the value of its patch.
import { numberCells } from '../../shared/film/digit-glyphs.ts';
import { encodeTarget, type TargetCode } from './target-code.ts';
import {
  blackAnchors,
  chart,
  codeRows,
  mark,
  markSpots,
  targetPatches,
  type Area,
  type Spot,
} from './target-layout.ts';

const pixelsPerUnit = 6;
const black = 0;
const white = 255;

export interface TargetImage {
  readonly columns: number;
  readonly rows: number;
  /** Row by row. */
  readonly pixels: Buffer;
}

const digitCell = 0.56;

/** Draws on the picture, in chart units. */
class Canvas implements TargetImage {
  readonly columns = chart.width * pixelsPerUnit;
  readonly rows = chart.height * pixelsPerUnit;
  readonly pixels = Buffer.alloc(this.columns * this.rows, white);

  fill(area: Area, value: number): void {
    const [left, right] = [area.x, area.x + area.width].map((x) => Math.round(x * pixelsPerUnit));
    const [top, bottom] = [area.y, area.y + area.height].map((y) => Math.round(y * pixelsPerUnit));
    for (let row = top ?? 0; row < (bottom ?? 0); row++) {
      this.pixels.fill(value, row * this.columns + (left ?? 0), row * this.columns + (right ?? 0));
    }
  }

  disk({ x, y }: Spot, radius: number, value: number): void {
    const reach = Math.ceil(radius * pixelsPerUnit);
    for (let down = -reach; down < reach; down++) {
      const half = Math.sqrt(Math.max(0, (radius * pixelsPerUnit) ** 2 - (down + 0.5) ** 2));
      const start = (y * pixelsPerUnit + down) * this.columns + x * pixelsPerUnit;
      this.pixels.fill(value, start - Math.round(half), start + Math.round(half));
    }
  }

  /** A number of one or two digits. */
  number(at: Spot, number: number): void {
    for (const { column, row } of numberCells(number)) {
      const [x, y] = [at.x + column * digitCell, at.y + row * digitCell];
      this.fill({ x, y, width: digitCell, height: digitCell }, black);
    }
  }
}

/** Draws the target with its `code`. */
export function drawTarget(code: TargetCode): TargetImage {
  const canvas = new Canvas();
  for (const spot of markSpots) {
    canvas.disk(spot, mark.outer, black);
    canvas.disk(spot, mark.inner, white);
    canvas.disk(spot, mark.disk, black);
  }
  for (const area of blackAnchors) canvas.fill(area, black);
  for (const row of ['top', 'bottom'] as const) {
    const { x, y, width, height } = codeRows[row];
    const cells = encodeTarget(code, row);
    const cell = width / cells.length;
    for (const [index, isBlack] of cells.entries()) {
      if (isBlack) canvas.fill({ x: x + index * cell, y, width: cell, height }, black);
    }
  }
  for (const { patch, value, area } of targetPatches(code.levels, code.kind)) {
    canvas.number({ x: area.x, y: area.y - 6 * digitCell }, patch);
    canvas.fill(area, value);
    // A very light patch has no visible edge, so its corners are marked.
    if (value > 200) outline(canvas, area);
  }
  return canvas;
}

/** Corners around a patch, outside it. */
function outline(canvas: Canvas, { x, y, width, height }: Area): void {
  const [line, length] = [0.2, 1.6];
  for (const left of [x - line, x + width]) {
    for (const top of [y, y + height - length])
      canvas.fill({ x: left, y: top, width: line, height: length }, black);
  }
}
