// Limits for one data set: bounds on sizes and counts, and the running total while it is read.
import { WireFailure } from '../../shared/errors/errors.ts';
import { keywordOf } from './dictionary.ts';
import type { Tag } from './vr.ts';

export interface DataSetLimits {
  /** Bytes kept in memory for one value. */
  readonly valueBytes: number;
  /** Bytes kept in memory for the whole data set, including the overhead of each element and item. */
  readonly totalBytes: number;
  /** Bytes of one value that goes to a sink. */
  readonly streamedBytes: number;
  /** Sequences within sequences. */
  readonly depth: number;
  /** Total number of elements and items. */
  readonly elements: number;
}

/** Enough for a LUT of 65536 entries and everything in the Print service, within 1 MiB per association. */
export const defaultLimits: DataSetLimits = {
  valueBytes: 256 * 1024,
  totalBytes: 512 * 1024,
  streamedBytes: 2 ** 31,
  depth: 16,
  elements: 4096,
};

/** Memory overhead of an element and of an item in addition to their values: objects and map entries, as measured. */
const elementBytes = 384;
const itemBytes = 384;

/** Keeps account of one data set. Its methods throw WireFailure `data-set-invalid` when a limit is exceeded. */
export class Allowance {
  readonly #limits: DataSetLimits;
  #bytes = 0;
  #elements = 0;

  constructor(limits: DataSetLimits) {
    this.#limits = limits;
  }

  countElement(tag: Tag): void {
    this.#count(tag, elementBytes);
  }

  countItem(sequence: Tag): void {
    this.#count(sequence, itemBytes);
  }

  /** Whether a value of this many bytes may be kept. */
  fits(length: number): boolean {
    return length <= this.#limits.valueBytes && length <= this.#limits.totalBytes - this.#bytes;
  }

  /** A value of `length` bytes that will take `cost` bytes is about to be kept. */
  keep(tag: Tag, length: number, cost = length): void {
    if (length > this.#limits.valueBytes) throw tooLong(tag, length, this.#limits.valueBytes);
    this.add(tag, cost);
  }

  /** The kept data takes this many bytes more. */
  add(tag: Tag, bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.totalBytes) {
      throw invalidDataSet(
        `the data set needs more than ${this.#limits.totalBytes} bytes of memory, at ${keywordOf(tag)}`,
      );
    }
  }

  /** A value of `length` bytes is about to stream through. */
  stream(tag: Tag, length: number): void {
    if (length > this.#limits.streamedBytes) throw tooLong(tag, length, this.#limits.streamedBytes);
  }

  /** A sequence is about to be entered, with `depth` sequences around it. */
  enter(tag: Tag, depth: number): void {
    if (depth < this.#limits.depth) return;
    throw invalidDataSet(`${keywordOf(tag)} is nested deeper than ${this.#limits.depth} sequences`);
  }

  #count(tag: Tag, cost: number): void {
    this.#elements += 1;
    if (this.#elements > this.#limits.elements) {
      throw invalidDataSet(`more than ${this.#limits.elements} elements, at ${keywordOf(tag)}`);
    }
    this.add(tag, cost);
  }
}

function tooLong(tag: Tag, length: number, limit: number): WireFailure {
  return invalidDataSet(`${keywordOf(tag)} declares ${length} bytes, more than the ${limit} allowed`);
}

export function invalidDataSet(what: string): WireFailure {
  return new WireFailure('data-set-invalid', what);
}
