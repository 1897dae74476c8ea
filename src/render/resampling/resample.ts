// Resamples an image of P-values row by row while its rows are read, so that memory holds a few rows whatever the
// image. Horizontal first, then a ring buffer of finished rows is mixed vertically. The loops over pixels are in
// ../kernels.
//
// libvips has a resize, and it was measured against the formulas (sharp 0.35.5 with libvips 8.18.7, 16-bit gray). When it
// enlarges, its linear and cubic results are half an output pixel off: along a ramp of 680 per pixel, 170 too low at twice
// the size; its nearest is off for factors that are not whole. When it scales down, a flat 65535 comes out up to 144 lower,
// because its weights have 12 bits. Here the error is that of rounding once, and a whole film, toned and compressed, takes
// less time than libvips takes to resize it and write a PNG (bench/render.ts).
import { kernels } from '../kernels/machine-kernels.ts';
import { openWorkspace, type Workspace } from '../kernels/workspace.ts';
import { tapsOf, type Kernel, type Span, type Taps } from './kernels.ts';

/** Columns `from` up to but not including `to`. */
export interface ColumnRange {
  readonly from: number;
  readonly to: number;
}

/** One plane of samples, read from the top down. */
export interface PlaneSource {
  readonly columns: number;
  readonly rows: number;
  /** Writes the 16-bit values of some columns of row `y` into `target` from pixel `at` on. */
  readRow(y: number, columns: ColumnRange, target: Float32Array, at: number): void;
}

/** All samples of an image: gray, or red, green and blue side by side. */
export interface PixelRows extends PlaneSource {
  readonly channels: 1 | 3;
}

/** The part of an image that is shown, in pixels, with fractions. */
export interface SourceWindow {
  readonly x: Span;
  readonly y: Span;
}

/** The visible part of an image, the number of output pixels, and the kernel. */
export interface Resampling {
  readonly window: SourceWindow;
  /** Size of the result, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly kernel: Kernel;
}

const clampIndex = (index: number, length: number) => Math.min(length - 1, Math.max(0, index));

/** Reads source rows into a line that is extended at both ends as far as the taps reach. */
function lineReader(source: PixelRows, taps: Taps, workspace: Workspace) {
  const { columns, channels } = source;
  let first = 0;
  let end = columns;
  // Columns outside all taps are not read: a crop needs only a part of the row.
  const touched = { from: columns, to: 0 };
  for (const start of taps.starts) {
    first = Math.min(first, start);
    end = Math.max(end, start + taps.taps);
    touched.from = Math.min(touched.from, clampIndex(start, columns));
    touched.to = Math.max(touched.to, clampIndex(start + taps.taps - 1, columns) + 1);
  }
  const line = workspace.floats((end - first) * channels);
  const offset = -first;
  const repeat = (pixel: number, from: number, to: number) => {
    for (let channel = 0; channel < channels; channel++) {
      const value = line[pixel * channels + channel] ?? 0;
      for (let x = from; x < to; x++) line[x * channels + channel] = value;
    }
  };
  const read = (y: number) => {
    source.readRow(y, touched, line, offset + touched.from);
    repeat(offset, 0, offset);
    repeat(offset + columns - 1, offset + columns, end - first);
  };
  return { line, read, starts: taps.starts.map((start) => start + offset) };
}

/**
 * The rows of an image at another size, top to bottom, `height` times `width` pixels. Values may exceed 0 … 65535 where a
 * kernel overshoots. The yielded array is reused: use it before requesting the next.
 */
export function* resampledRows(
  source: PixelRows,
  { window, width, height, kernel }: Resampling,
): Generator<Float32Array, void, undefined> {
  const { channels } = source;
  const across = tapsOf(kernel, window.x, width);
  const down = tapsOf(kernel, window.y, height);
  const workspace = openWorkspace();
  try {
    const { line, read, starts } = lineReader(source, across, workspace);
    const { taps, weights } = across;
    const mixColumns = kernels.columnMixer({ line, channels, starts, taps, weights }, workspace);
    const newRow = () => workspace.floats(width * channels);
    const ring = Array.from({ length: down.taps }, () => ({ y: -1, row: newRow() }));
    const output = newRow();

    const rowAt = (index: number): Float32Array => {
      const y = clampIndex(index, source.rows);
      const slot = ring[y % ring.length];
      if (slot === undefined) throw new RangeError('The ring has a row for each tap.');
      if (slot.y !== y) {
        read(y);
        mixColumns(slot.row);
        slot.y = y;
      }
      return slot.row;
    };

    const rows = ring.map(({ row }) => row);
    for (const [o, start] of down.starts.entries()) {
      for (let tap = 0; tap < down.taps; tap++) rows[tap] = rowAt(start + tap);
      kernels.mixRows(rows, down.weights, o * down.taps, output);
      yield output;
    }
  } finally {
    workspace.release();
  }
}
