// Reads a data set as a stream.
import type { DataSet, Element, Tag, VR } from './data-set.ts';
import type { TransferSyntax } from './uids.ts';

/** Takes a value while it arrives. `write` may return a promise: reading waits for it. */
export interface ValueSink {
  write(chunk: Uint8Array): void | Promise<void>;
  end(): void | Promise<void>;
}

export interface ValueHeader {
  /** Sequences around the value, outermost first. */
  readonly path: readonly Tag[];
  readonly tag: Tag;
  readonly vr: VR;
  readonly byteLength: number;
  /** Elements of the same item that came before. */
  readonly before: ReadonlyMap<Tag, Element>;
}

export interface DataSetReaderOptions {
  readonly transferSyntax: TransferSyntax;
  /** Chooses a sink for a byte value (OB, OW, UN); undefined keeps it in memory, if the limits allow. Chunks are little endian. */
  readonly sinkFor?: (header: ValueHeader) => ValueSink | undefined | Promise<ValueSink | undefined>;
  readonly limits?: Partial<DataSetLimits>;
}

export interface DataSetLimits {
  /** Bytes kept in memory for one value, and for the whole data set. */
  readonly valueBytes: number;
  readonly totalBytes: number;
  /** Bytes of one value that goes to a sink. */
  readonly streamedBytes: number;
  readonly depth: number;
  readonly elements: number;
}

/** Reads one data set to its end. Throws WireFailure `data-set-invalid`; nothing is allocated from a length that was not checked. */
export declare function readDataSet(chunks: AsyncIterable<Uint8Array>, options: DataSetReaderOptions): Promise<DataSet>;
