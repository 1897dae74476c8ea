// Encodes a data set.
import type { DataSet } from './data-set.ts';
import type { TransferSyntax } from './uids.ts';

/** Bytes of the data set; text by the Specific Character Set (0008,0005) it carries. */
export declare function encodeDataSet(dataSet: DataSet, transferSyntax: TransferSyntax): Uint8Array;
