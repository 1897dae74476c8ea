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

/** Numbers of the symbols of a compressed block (RFC 1951): literals, and runs of a repeated byte. */
export interface SymbolCounts {
  /** Four tables of 256 counters, whose sum counts. */
  readonly literals: Int32Array;
  /** By length, up to `maxRun`. */
  readonly runs: Int32Array;
}

/** Codes by value or length: the bits of a code above its number of bits, which has eight. */
export interface SymbolCodes {
  readonly literals: Int32Array;
  readonly runs: Int32Array;
}

/** The maximum length of a run. */
export const maxRun = 258;
/** The minimum length of a run; shorter ones are literals. */
export const minRun = 8;

/** Where codes are written. */
export interface BitOutput {
  readonly bytes: Uint8Array;
  /** Bits that do not fill a byte yet, the first one lowest; their number. */
  readonly state: Int32Array;
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
  /** Adds the symbols of these bytes. The first byte is a literal. */
  countSymbols(bytes: Uint8Array, counts: SymbolCounts): void;
  /**
   * Writes the codes of the symbols that `countSymbols` counts. A code of a literal has at most 12 bits, that of a run at most 24.
   * @param at position in the output, which has 8 bytes more than needed
   * @returns the position after the last full byte
   */
  encodeSymbols(bytes: Uint8Array, codes: SymbolCodes, output: BitOutput, at: number): number;
  /** The checksum Adler-32 (RFC 1950) of bytes, after that of the bytes before, which is 1 for none. */
  adler32(bytes: Uint8Array, before: number): number;
}
