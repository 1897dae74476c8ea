// The resampling kernels behind Magnification Type and Smoothing Type (PS3.3 C.13.3, C.13.5), as weights: for every output
// pixel, its first input pixel and the weight of each. Pixels are areas: the edges of input and output coincide, the center
// of output pixel o lies at (o + ½) · input / output − ½. When an image is scaled down the kernel is widened by the factor,
// so that every input pixel counts, and CUBIC uses another kernel that removes what the output cannot show.
import { unreachable } from '../../shared/errors/errors.ts';
import type { MagnificationType } from '../../shared/film/film.ts';
import { BoundedCache } from '../bounded-cache.ts';

export type Kernel =
  | { readonly kind: 'nearest' }
  | { readonly kind: 'linear' }
  /**
   * From sharp, 0, to the cubic B-spline, 1. Enlarging: cubics of Mitchell and Netravali with B + 2C = 1, whose B it is: 0 is
   * Catmull-Rom, ⅓ Mitchell's own. Shrinking: see `shrinkingCubicAt`.
   */
  | { readonly kind: 'cubic'; readonly b: number };

/** Smoothing Type, a vendor's term: its blur B for CUBIC. Numbers 0 to 15 go from sharp to smooth, as on laser imagers. */
const smoothingWords: Readonly<Record<string, number>> = { SHARP: 0, MEDIUM: 1 / 3, SMOOTH: 1 };

/** The kernel that a client asked for. An unknown smoothing term leaves CUBIC sharp. */
export function kernelOf(magnificationType: MagnificationType, smoothingType = ''): Kernel {
  switch (magnificationType) {
    case 'REPLICATE':
    case 'NONE':
      return { kind: 'nearest' };
    case 'BILINEAR':
      return { kind: 'linear' };
    case 'CUBIC': {
      const word = smoothingType.trim().toUpperCase();
      const level = /^\d{1,2}$/.test(word) ? Math.min(15, Number(word)) / 15 : smoothingWords[word];
      return { kind: 'cubic', b: level ?? 0 };
    }
    default:
      throw unreachable(magnificationType);
  }
}

/** Value of a Mitchell-Netravali cubic at a distance in pixels. */
function cubicAt(b: number, distance: number): number {
  const c = (1 - b) / 2;
  const x = Math.abs(distance);
  if (x < 1) return ((12 - 9 * b - 6 * c) * x ** 3 + (-18 + 12 * b + 6 * c) * x ** 2 + (6 - 2 * b)) / 6;
  if (x < 2)
    return (
      ((-b - 6 * c) * x ** 3 + (6 * b + 30 * c) * x ** 2 + (-12 * b - 48 * c) * x + (8 * b + 24 * c)) / 6
    );
  return 0;
}

/**
 * The extent of the sharp cubic for scaling down, and the factor by which it is wider than the distance of its zeros,
 * in output pixels.
 */
const [shrinkingLobes, shrinkingWidth] = [3, 1.1] as const;

/**
 * The cubic for scaling down, at a distance in output pixels: from six points, because the four of Catmull-Rom are too few to
 * separate what the output can show from what it cannot. Cubic pieces through 1 and zeros, whose slopes at 1 and 2 are −0.9
 * and 0.35; those of the ideal low-pass, sin πx / πx, are −1 and ½. Slopes and width were searched for the sharpest one that
 * leaves next to nothing of 0.6 line pairs per pixel and finer, and whose edges overshoot about as little as enlarged ones (8
 * % against 7): it keeps 98 to 102 % of up to 0.3 line pairs per pixel and 73 % of 0.4, and passes at most 3 % of 0.6 and
 * finer. Lanczos with three lobes, as wide, passes 6 %; Catmull-Rom 28 %, which shows as other, coarser lines. With `b` it
 * approaches the B-spline.
 */
function shrinkingCubicAt(b: number, distance: number): number {
  const x = Math.abs(distance) / shrinkingWidth;
  const sharp =
    x < 1
      ? (1.1 * x - 2.1) * x * x + 1
      : x < 2
        ? -0.9 * rise(x - 1) + 0.35 * fall(x - 1)
        : 0.35 * rise(x - 2);
  const beyond = x >= shrinkingLobes;
  return (beyond ? 0 : ((1 - b) / shrinkingWidth) * sharp) + b * cubicAt(1, distance);
}

/** Hermite's cubics between two zeros: of slope 1 at 0, and of slope 1 at 1. */
const rise = (t: number) => t * (1 - t) ** 2;
const fall = (t: number) => t * t * (t - 1);

/**
 * The value of a kernel at a distance, and its extent, both in pixels of the output or, when the image is enlarged,
 * of the input.
 */
interface Shape {
  readonly radius: number;
  readonly at: (distance: number) => number;
}

function shapeOf(kernel: Exclude<Kernel, { kind: 'nearest' }>, shrinks: boolean): Shape {
  if (kernel.kind === 'linear') return { radius: 1, at: (x) => Math.max(0, 1 - Math.abs(x)) };
  const { b } = kernel;
  // The B-spline is the same in both cases.
  if (!shrinks || b === 1) return { radius: 2, at: (x) => cubicAt(b, x) };
  return { radius: shrinkingLobes * shrinkingWidth, at: (x) => shrinkingCubicAt(b, x) };
}

/** One direction of a resampling: output pixel o is Σ weights[o·taps + t] · input[starts[o] + t], t = 0 … taps − 1. */
export interface Taps {
  /** 1, 2, 4, 6 or a multiple of 4, so that inner loops can be unrolled; unused weights are 0. */
  readonly taps: number;
  /** May be outside the input: the pixel at the edge is then repeated. */
  readonly starts: Int32Array;
  /** They sum up to 1 for every output pixel: a flat field stays unchanged up to the edge. */
  readonly weights: Float32Array;
}

/** The part of the input, in pixels from its edge, that the output shows. */
export interface Span {
  readonly from: number;
  readonly length: number;
}

/** Guards against rounding in the last digit of a division. */
const hair = 1e-7;

/** Images of the same size share their weights, within a film and across films. */
const made = new BoundedCache<Taps>(4 << 20, ({ starts, weights }) => starts.byteLength + weights.byteLength);

/** Weights for `output` pixels that show `span` of the input. */
export function tapsOf(kernel: Kernel, span: Span, output: number): Taps {
  return made.get(JSON.stringify([kernel, span, output]), () => computedTaps(kernel, span, output));
}

function computedTaps(kernel: Kernel, span: Span, output: number): Taps {
  const ratio = span.length / output;
  const scale = Math.max(1, ratio);
  const shape = kernel.kind === 'nearest' ? undefined : shapeOf(kernel, ratio > 1 + hair);
  const rows = Array.from({ length: output }, (_, o) => {
    const from = span.from + o * ratio;
    if (shape === undefined)
      return ratio > 1 ? areaWeights(from, from + ratio) : nearestWeight(from + ratio / 2);
    const center = from + ratio / 2 - 0.5;
    const radius = shape.radius * scale;
    const first = Math.floor(center - radius) + 1;
    const count = Math.ceil(center + radius) - first;
    return {
      first,
      weights: Array.from({ length: count }, (__, t) => shape.at((first + t - center) / scale)),
    };
  });
  return packed(rows);
}

const nearestWeight = (position: number) => ({ first: Math.floor(position + hair), weights: [1] });

/** REPLICATE scales down by the mean of the area: each input pixel is weighted by the covered fraction. */
function areaWeights(from: number, to: number) {
  const first = Math.floor(from + hair);
  const count = Math.max(1, Math.ceil(to - hair) - first);
  const weights = Array.from(
    { length: count },
    (_, t) => Math.min(to, first + t + 1) - Math.max(from, first + t),
  );
  return { first, weights };
}

function packed(rows: readonly { readonly first: number; readonly weights: readonly number[] }[]): Taps {
  const longest = rows.reduce((max, row) => Math.max(max, row.weights.length), 1);
  const taps = [1, 2, 4, 6].find((few) => longest <= few) ?? Math.ceil(longest / 4) * 4;
  const starts = Int32Array.from(rows, (row) => row.first);
  const weights = new Float32Array(rows.length * taps);
  for (const [o, row] of rows.entries()) {
    const sum = row.weights.reduce((total, weight) => total + weight, 0);
    for (const [t, weight] of row.weights.entries()) weights[o * taps + t] = weight / sum;
  }
  return { taps, starts, weights };
}
