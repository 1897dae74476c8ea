// A scan as linear light: the reflectance of each pixel, 0 to 1. A halftone is an average of light, not of the values
// in a file, so all averages are computed on light.
import { luminanceWeights, srgbDecode } from '../../shared/film/luminance.ts';
import type { Area } from '../target/target-layout.ts';
import type { SpotMap } from './homography.ts';

export interface LightImage {
  readonly width: number;
  readonly height: number;
  /** Row by row. */
  readonly light: Float32Array;
}

/** Interleaved samples as a file holds them. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Uint8Array | Uint16Array;
}

/** Number of distinct sample values, at most 256. */
export function grayLevels({ values }: Samples): number {
  const shift = values instanceof Uint16Array ? 8 : 0;
  const seen = new Uint8Array(256);
  for (const value of values) seen[value >> shift] = 1;
  return seen.reduce((sum, one) => sum + one, 0);
}

/**
 * Samples as light, each pixel the mean of `factor` × `factor`; incomplete blocks at the right and the bottom are
 * dropped.
 */
export function lightOf({ width, height, channels, values }: Samples, factor: number): LightImage {
  const full = values instanceof Uint16Array ? 65535 : 255;
  const decoded = Float32Array.from({ length: full + 1 }, (_, value) => srgbDecode(value / full));
  const colors = Math.min(channels, 3) === 3 ? 3 : 1;
  const weights = colors === 3 ? luminanceWeights : ([1, 0, 0] as const);
  const [columns, rows] = [Math.floor(width / factor), Math.floor(height / factor)];
  const light = new Float32Array(columns * rows);
  for (let y = 0; y < rows * factor; y++) {
    const line = Math.floor(y / factor) * columns;
    for (let x = 0; x < columns * factor; x++) {
      const at = (y * width + x) * channels;
      const target = line + Math.floor(x / factor);
      let sum = 0;
      for (let c = 0; c < colors; c++) sum += (weights[c] ?? 0) * (decoded[values[at + c] ?? 0] ?? 0);
      light[target] = (light[target] ?? 0) + sum;
    }
  }
  for (let index = 0; index < light.length; index++) light[index] = (light[index] ?? 0) / (factor * factor);
  return { width: columns, height: rows, light };
}

/** Light of the pixels whose center is within an area of the chart, without a margin (a fraction of each side). */
export function lightIn(image: LightImage, map: SpotMap, area: Area, margin: number): readonly number[] {
  const corner = map(area);
  const across = map({ x: area.x + area.width, y: area.y });
  const down = map({ x: area.x, y: area.y + area.height });
  const inner = 1 - 2 * margin;
  const count = (to: { x: number; y: number }) =>
    Math.max(1, Math.round(Math.hypot(to.x - corner.x, to.y - corner.y) * inner));
  const [columns, rows] = [count(across), count(down)];
  const found: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const { x, y } = map({
        x: area.x + area.width * (margin + (inner * (column + 0.5)) / columns),
        y: area.y + area.height * (margin + (inner * (row + 0.5)) / rows),
      });
      const [px, py] = [Math.floor(x), Math.floor(y)];
      if (px < 0 || py < 0 || px >= image.width || py >= image.height) continue;
      found.push(image.light[py * image.width + px] ?? 0);
    }
  }
  return found;
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** Mean without values far from the median. */
function cleanMean(values: readonly number[]): number {
  const middle = medianOf(values);
  const usual = 1.4826 * medianOf(values.map((value) => Math.abs(value - middle)));
  const kept = values.filter((value) => Math.abs(value - middle) <= 3 * usual + 1e-6);
  return meanOf(kept);
}

const meanOf = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Size of a tile in chart units, millimeters: larger than several dots of any halftone, and not dominated by dust. */
const tileSide = 1.5;

/**
 * Light of an area of the chart without a margin (a fraction of each side), dust and scratches. Outliers are searched
 * among tiles, not among pixels: single black dots of a light gray halftone would look like dust, and the paper
 * between the dots of a dark one like a scratch.
 */
export function lightOfArea(image: LightImage, map: SpotMap, area: Area, margin: number): number {
  const inner = 1 - 2 * margin;
  const [width, height] = [area.width * inner, area.height * inner];
  const tilesAlong = (side: number) => Math.max(1, Math.round(side / tileSide));
  const [columns, rows] = [tilesAlong(width), tilesAlong(height)];
  const tiles = Array.from({ length: columns * rows }, (_, index) => {
    const x = area.x + area.width * margin + (width * (index % columns)) / columns;
    const y = area.y + area.height * margin + (height * Math.floor(index / columns)) / rows;
    return meanOf(lightIn(image, map, { x, y, width: width / columns, height: height / rows }, 0));
  });
  return cleanMean(tiles);
}
