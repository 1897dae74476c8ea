// The kernels against naive implementations of their formulas, written here without using the renderer.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { kernelOf, type Kernel } from '../../../src/render/resampling/kernels.ts';
import { resampledRows, type PixelRows, type SourceWindow } from '../../../src/render/resampling/resample.ts';

interface Plane {
  readonly columns: number;
  readonly rows: number;
  readonly at: (x: number, y: number) => number;
}

function planeOf(columns: number, rows: number, value: (x: number, y: number) => number): Plane {
  const data = Float64Array.from({ length: columns * rows }, (_, i) =>
    value(i % columns, Math.floor(i / columns)),
  );
  const inside = (index: number, length: number) => Math.min(length - 1, Math.max(0, index));
  return { columns, rows, at: (x, y) => data[inside(y, rows) * columns + inside(x, columns)]! };
}

function sourceOf({ columns, rows, at }: Plane): PixelRows {
  return {
    channels: 1,
    columns,
    rows,
    readRow: (y, { from, to }, target, index) => {
      for (let x = from; x < to; x++) target[index + x - from] = at(x, y);
    },
  };
}

const whole = ({ columns, rows }: Plane): SourceWindow => ({
  x: { from: 0, length: columns },
  y: { from: 0, length: rows },
});

interface Size {
  readonly width: number;
  readonly height: number;
}

function resample(plane: Plane, size: Size, kernel: Kernel, window = whole(plane)): number[][] {
  // The generator yields the same array each time.
  return Array.from(resampledRows(sourceOf(plane), { ...size, window, kernel }), (row) => [...row]);
}

/** A kernel by direction: it may not be the same one that enlarges and that shrinks. */
interface Formula {
  readonly enlarging: { readonly f: (d: number) => number; readonly radius: number };
  readonly shrinking: { readonly f: (d: number) => number; readonly radius: number };
}

/** Σ f(d / scale) · value around the place of an output pixel, both ways, divided by Σ f. */
function naive(plane: Plane, { width, height }: Size, formula: Formula, window = whole(plane)) {
  const along = (span: { from: number; length: number }, output: number, o: number) => {
    const ratio = span.length / output;
    const scale = Math.max(1, ratio);
    const { f, radius } = ratio > 1 ? formula.shrinking : formula.enlarging;
    const center = span.from + (o + 0.5) * ratio - 0.5;
    const found: { index: number; weight: number }[] = [];
    for (let index = Math.floor(center - radius * scale) - 1; index <= center + radius * scale + 1; index++) {
      found.push({ index, weight: f((index - center) / scale) });
    }
    const sum = found.reduce((total, { weight }) => total + weight, 0);
    return found.map(({ index, weight }) => ({ index, weight: weight / sum }));
  };
  return Array.from({ length: height }, (_, v) =>
    Array.from({ length: width }, (__, u) => {
      let value = 0;
      for (const y of along(window.y, height, v)) {
        for (const x of along(window.x, width, u)) value += x.weight * y.weight * plane.at(x.index, y.index);
      }
      return value;
    }),
  );
}

const tent = (d: number) => Math.max(0, 1 - Math.abs(d));
/** Keys' cubic with a = −½: Catmull-Rom. */
function catmullRom(d: number): number {
  const x = Math.abs(d);
  if (x < 1) return 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  return x < 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
}
/** Mitchell and Netravali's own, B = C = ⅓. */
function mitchell(d: number): number {
  const x = Math.abs(d);
  if (x < 1) return (21 * x ** 3 - 36 * x ** 2 + 16) / 18;
  return x < 2 ? (-7 * x ** 3 + 36 * x ** 2 - 60 * x + 32) / 18 : 0;
}
/** The cubic B-spline. */
function spline(d: number): number {
  const x = Math.abs(d);
  if (x < 1) return (3 * x ** 3 - 6 * x ** 2 + 4) / 6;
  return x < 2 ? (2 - x) ** 3 / 6 : 0;
}

/** Six points, an interpolation of Hermite between (1, 0), (0, −0.9), (0, 0.35) and (0, 0), written out; 1.1 wide. */
function sixPoints(d: number): number {
  const x = Math.abs(d) / 1.1;
  if (x < 1) return (1.1 * x ** 3 - 2.1 * x ** 2 + 1) / 1.1;
  if (x < 2) return (-0.55 * x ** 3 + 3.1 * x ** 2 - 5.45 * x + 2.9) / 1.1;
  return x < 3 ? (0.35 * x ** 3 - 2.8 * x ** 2 + 7.35 * x - 6.3) / 1.1 : 0;
}
const both = (f: (d: number) => number, radius: number): Formula => ({
  enlarging: { f, radius },
  shrinking: { f, radius },
});
/** Enlarged by one formula; shrunk by the six points with a part of the B-spline. */
const cubicFormula = (f: (d: number) => number, part: number): Formula => ({
  enlarging: { f, radius: 2 },
  shrinking: { f: (d) => (1 - part) * sixPoints(d) + part * spline(d), radius: 3.3 },
});

function assertClose(
  found: readonly number[][],
  wanted: readonly number[][],
  off: number,
  what: string,
): void {
  assert.equal(found.length, wanted.length, what);
  for (const [y, row] of wanted.entries()) {
    assert.equal(found[y]!.length, row.length, what);
    for (const [x, value] of row.entries()) {
      assert.ok(
        Math.abs(found[y]![x]! - value) <= off,
        `${what} at ${x}, ${y}: ${found[y]![x]}, not ${value}`,
      );
    }
  }
}

/** Values without any order, the same each time. */
const noise = planeOf(23, 19, (x, y) => ((x * 7919 + y * 104729 + x * y * 31) * 2654435761) % 65536);
const cubic = kernelOf('CUBIC');
const linear = kernelOf('BILINEAR');
const nearest = kernelOf('REPLICATE');

describe('against the formulas, enlarging, shrinking and in between', () => {
  const sizes = [
    [46, 38],
    [60, 50],
    [101, 77],
    [24, 20],
    [22, 18],
    [23, 40],
    [11, 9],
    [7, 5],
    [3, 2],
    [1, 1],
  ] as const;
  const kernels = [
    ['CUBIC', cubic, cubicFormula(catmullRom, 0)],
    ['BILINEAR', linear, both(tent, 1)],
    ['CUBIC, medium', kernelOf('CUBIC', 'MEDIUM'), cubicFormula(mitchell, 1 / 3)],
    ['CUBIC, smooth', kernelOf('CUBIC', '15'), both(spline, 2)],
  ] as const;
  for (const [name, kernel, formula] of kernels) {
    test(name, () => {
      for (const [width, height] of sizes) {
        const wanted = naive(noise, { width, height }, formula);
        assertClose(resample(noise, { width, height }, kernel), wanted, 0.1, `${name} ${width} × ${height}`);
      }
    });
  }

  test('REPLICATE takes the pixel under the middle of the output pixel', () => {
    for (const [width, height] of [
      [46, 38],
      [60, 50],
      [31, 20],
      [23, 19],
    ] as const) {
      const wanted = Array.from({ length: height }, (_, v) =>
        Array.from({ length: width }, (__, u) =>
          noise.at(
            Math.floor(((2 * u + 1) * 23) / (2 * width)),
            Math.floor(((2 * v + 1) * 19) / (2 * height)),
          ),
        ),
      );
      assert.deepEqual(resample(noise, { width, height }, nearest), wanted);
    }
  });

  test('REPLICATE takes the later pixel where the middle lies between two', () => {
    const plane = planeOf(24, 1, (x) => x);
    for (const width of [36, 40, 42, 72, 168]) {
      const wanted = Array.from({ length: width }, (_, u) => Math.floor(((2 * u + 1) * 24) / (2 * width)));
      assert.deepEqual(resample(plane, { width, height: 1 }, nearest), [wanted], String(width));
    }
  });

  test('REPLICATE shrinks by the mean of the area that a pixel covers', () => {
    const plane = planeOf(6, 2, (x) => [10, 20, 30, 40, 50, 60][x]!);
    assertClose(resample(plane, { width: 2, height: 1 }, nearest), [[20, 50]], 1e-4, 'by 3');
    // 6 pixels on 4: each covers one and a half.
    assertClose(
      resample(plane, { width: 4, height: 1 }, nearest),
      [[(10 + 10) / 1.5, (10 + 30) / 1.5, (40 + 25) / 1.5, (25 + 60) / 1.5]],
      1e-4,
      'by 1½',
    );
  });
});

describe('nothing moves, nothing darkens', () => {
  test('the same size is the same image, exactly', () => {
    const wanted = Array.from({ length: 19 }, (_, y) =>
      Array.from({ length: 23 }, (__, x) => noise.at(x, y)),
    );
    for (const kernel of [nearest, linear, cubic])
      assert.deepEqual(resample(noise, { width: 23, height: 19 }, kernel), wanted);
  });

  test('enlarged by a whole number, REPLICATE is exact', () => {
    const rows = resample(noise, { width: 23 * 4, height: 19 * 3 }, nearest);
    for (const [y, row] of rows.entries()) {
      for (const [x, value] of row.entries())
        assert.equal(value, noise.at(Math.floor(x / 4), Math.floor(y / 3)));
    }
  });

  test('a ramp stays where it is: no shift of half a pixel', () => {
    const ramp = planeOf(40, 40, (x, y) => 1000 * x + 500 * y);
    for (const kernel of [linear, cubic]) {
      for (const size of [80, 97, 41, 39, 20]) {
        const rows = resample(ramp, { width: size, height: size }, kernel);
        const place = (o: number) => ((o + 0.5) * 40) / size - 0.5;
        for (let o = Math.ceil(size / 5); o < size - size / 5; o++) {
          const wanted = 1000 * place(o) + 500 * place(o);
          // A widened kernel is looked at in steps of whole pixels: a twenty-fifth of a pixel is what that may move.
          const off = size < 40 ? 1500 / 25 : 0.5;
          assert.ok(Math.abs(rows[o]![o]! - wanted) < off, `${size}: ${rows[o]![o]} at ${o}, not ${wanted}`);
        }
      }
    }
  });

  test('an image and its mirror image come out as mirror images', () => {
    const mirrored = planeOf(23, 19, (x, y) => noise.at(22 - x, 18 - y));
    for (const kernel of [linear, cubic]) {
      for (const size of [50, 24, 15]) {
        const rotated = resample(mirrored, { width: size, height: size }, kernel)
          .reverse()
          .map((row) => row.reverse());
        assertClose(rotated, resample(noise, { width: size, height: size }, kernel), 0.1, `mirrored ${size}`);
      }
    }
  });

  test('a flat field of full scale stays full scale up to every edge', () => {
    const flat = planeOf(31, 17, () => 65535);
    for (const kernel of [nearest, linear, cubic, kernelOf('CUBIC', '7')]) {
      for (const [width, height] of [
        [100, 90],
        [32, 18],
        [30, 16],
        [9, 4],
      ] as const) {
        for (const value of resample(flat, { width, height }, kernel).flat())
          assert.ok(Math.abs(value - 65535) < 0.05);
      }
    }
  });
});

describe('CUBIC that shrinks, by the contrast of line pairs that is left', () => {
  /** Difference of the darkest and the brightest of lines of `pitch` pixels each, at a size, far from the ends. */
  function swing(pitch: number, size: number, smoothingType: string): number {
    const lines = planeOf(1200, 1, (x) => (Math.floor(x / pitch) % 2) * 65535);
    const [row] = resample(
      lines,
      { width: Math.round(1200 * size), height: 1 },
      kernelOf('CUBIC', smoothingType),
    );
    const inner = row!.slice(20, -20);
    return (Math.max(...inner) - Math.min(...inner)) / 65535;
  }

  test('lines that the output cannot show leave no other ones, sharp or smooth', () => {
    for (const smoothing of ['', '5', '10', '15']) {
      for (const size of [0.8, 0.75, 0.7, 0.6, 0.5, 0.4]) {
        const left = swing(1, size, smoothing);
        assert.ok(left < 0.1, `${left} at ${size}, ${smoothing}`);
      }
    }
    for (const size of [0.4, 0.35, 0.3]) assert.ok(swing(2, size, '') < 0.1, String(size));
  });

  test('just below its own size beats stay, half as strong as they were', () => {
    assert.ok(swing(1, 0.98, '') < 0.55);
    assert.ok(swing(1, 0.9, '') < 0.3);
  });

  test('what the output can show keeps its contrast', () => {
    for (const [pitch, size] of [
      [2, 0.9],
      [2, 0.75],
      [2, 2 / 3],
      [3, 0.75],
      [3, 0.5],
    ] as const) {
      const left = swing(pitch, size, '');
      assert.ok(left >= 0.9, `${left} of lines of ${pitch} pixels at ${size}`);
    }
  });
});

test('a window shows its part, with the neighbors beyond it', () => {
  const window = { x: { from: 4.25, length: 9.5 }, y: { from: 2, length: 8 } };
  const wanted = naive(noise, { width: 33, height: 30 }, cubicFormula(catmullRom, 0), window);
  assertClose(resample(noise, { width: 33, height: 30 }, cubic, window), wanted, 0.1, 'window');
  const exact = resample(noise, { width: 8, height: 6 }, nearest, {
    x: { from: 10, length: 8 },
    y: { from: 3, length: 6 },
  });
  assert.deepEqual(
    exact,
    Array.from({ length: 6 }, (_, y) => Array.from({ length: 8 }, (__, x) => noise.at(10 + x, 3 + y))),
  );
});

test('rows are read once, from the top down, and only the columns that are seen', () => {
  const asked: number[] = [];
  let [first, last] = [Infinity, 0];
  const plane = sourceOf(noise);
  const source: PixelRows = {
    ...plane,
    readRow: (y, columns, target, at) => {
      asked.push(y);
      first = Math.min(first, columns.from);
      last = Math.max(last, columns.to);
      plane.readRow(y, columns, target, at);
    },
  };
  const window = { x: { from: 10, length: 4 }, y: { from: 0, length: 19 } };
  for (const row of resampledRows(source, { window, width: 8, height: 60, kernel: cubic }))
    assert.equal(row.length, 8);
  assert.deepEqual(
    asked,
    Array.from({ length: 19 }, (_, y) => y),
  );
  assert.ok(first >= 8 && last <= 16, `${first} to ${last}`);
});

test('an unknown smoothing word leaves CUBIC sharp, levels above 15 are 15', () => {
  assert.deepEqual(kernelOf('CUBIC', 'VENDOR X'), { kind: 'cubic', b: 0 });
  assert.deepEqual(kernelOf('CUBIC', ' 5 '), { kind: 'cubic', b: 1 / 3 });
  assert.deepEqual(kernelOf('CUBIC', '99'), { kind: 'cubic', b: 1 });
  assert.deepEqual(kernelOf('BILINEAR', 'SMOOTH'), { kind: 'linear' });
});
