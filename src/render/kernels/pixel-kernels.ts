// The inner loops over pixels, as an interface with two implementations of equal results: scalar-kernels.ts defines
// the computation, simd-kernels.ts is faster. Start at `PixelKernels`; machine-kernels.ts chooses.
import type { Workspace } from './workspace.ts';

/** Table entries for stored samples, as floats. Strides are in elements. */
export interface LookUp {
  readonly input: Uint8Array | Uint16Array;
  readonly from: number;
  readonly stride: number;
  readonly count: number;
  /** 16-bit value by stored sample. */
  readonly table: Uint16Array;
  readonly output: Float32Array;
  readonly at: number;
  readonly outputStride: number;
}

/** The horizontal part of a resampling: output[o] = Σ weights[o · taps + t] · line[starts[o] + t]. */
export interface Columns {
  /** Pixels of `channels` samples each. */
  readonly line: Float32Array;
  readonly channels: 1 | 3;
  /** First pixel of the line for each output pixel. */
  readonly starts: Int32Array;
  /** 1, 2, 4, 6 or a multiple of 4. */
  readonly taps: number;
  readonly weights: Float32Array;
}

/** Rows for a PNG filter: bytes of one row and of the row above. */
export interface FilteredRows {
  /** The row starts at `margin`; the bytes before are 0. */
  readonly row: Uint8Array;
  readonly above: Uint8Array;
  readonly rowBytes: number;
  /** Bytes from a sample to the same sample of the next pixel. */
  readonly pixelBytes: number;
}

/** Bytes of zeros before a row that is filtered: at least the bytes of a pixel. */
export const margin = 16;

export interface PixelKernels {
  lookUp(lookUp: LookUp): void;
  /** A function that computes one row of outputs from the current line. */
  columnMixer(columns: Columns, workspace: Workspace): (output: Float32Array) => void;
  /** `output = Σ weights[from + t] · rows[t]`; the number of rows is 1, 2, 4, 6 or a multiple of 4. */
  mixRows(rows: readonly Float32Array[], weights: Float32Array, from: number, output: Float32Array): void;
  /** Device values of 16-bit values: bytes, or words big endian. Values beyond 0 … 65535 count as the nearest end. */
  tone(values: Float32Array, table: Uint8Array | Uint16Array, row: Uint8Array): void;
  /** The filter Paeth (PNG, ISO/IEC 15948, 9.4): `rowBytes` bytes into `output`. */
  filterPaeth(rows: FilteredRows, output: Uint8Array): void;
}
