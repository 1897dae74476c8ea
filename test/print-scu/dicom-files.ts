// DICOM files made in memory: attributes, a transfer syntax, and pixels native or in fragments.
import { DataSet, dataSetOf, type Element } from '../../src/dicom/data-set/data-set.ts';
import { encodeDataSet } from '../../src/dicom/data-set/data-set-writer.ts';
import { isTransferSyntax, transferSyntaxes } from '../../src/dicom/data-set/uids.ts';

type Values = Parameters<typeof dataSetOf>[0];

export interface Fragments {
  /** Basic Offset Table. */
  readonly table?: readonly number[];
  readonly fragments: readonly Uint8Array[];
}

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const item = (value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from('feff00e0', 'hex'), u32(value.length), value]);

/** Preamble, DICM and File Meta Information with the transfer syntax. */
export function fileHead(transferSyntax: string): Buffer {
  const meta = encodeDataSet(
    dataSetOf({ TransferSyntaxUID: transferSyntax }),
    transferSyntaxes.explicitLittle,
  );
  const length = dataSetOf({ FileMetaInformationGroupLength: meta.length });
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    encodeDataSet(length, transferSyntaxes.explicitLittle),
    meta,
  ]);
}

/** Pixel Data of undefined length: the offset table and the fragments (PS3.5 A.4). */
export function encapsulated({ table = [], fragments }: Fragments): Buffer {
  return Buffer.concat([
    Buffer.from('e07f10004f420000ffffffff', 'hex'),
    item(Buffer.concat(table.map(u32))),
    ...fragments.map(item),
    Buffer.from('feffdde000000000', 'hex'),
  ]);
}

/** A whole file. Native pixels are given little endian whatever the transfer syntax is. */
export function dicomFile(
  values: Values,
  pixels: Uint8Array | Fragments,
  transferSyntax: string = transferSyntaxes.explicitLittle,
  more: readonly Element[] = [],
): Buffer {
  const native = pixels instanceof Uint8Array;
  const dataSet = new DataSet([...dataSetOf({ ...values, ...(native && { PixelData: pixels }) }), ...more]);
  const encoding = isTransferSyntax(transferSyntax) ? transferSyntax : transferSyntaxes.explicitLittle;
  return Buffer.concat([
    fileHead(transferSyntax),
    encodeDataSet(dataSet, encoding),
    native ? Buffer.alloc(0) : encapsulated(pixels),
  ]);
}

/** Image Pixel attributes of a gray image in words of 16 bits. */
export const gray16 = (rows: number, columns: number, bitsStored = 16, more: Values = {}): Values => ({
  SamplesPerPixel: 1,
  PhotometricInterpretation: 'MONOCHROME2',
  Rows: rows,
  Columns: columns,
  BitsAllocated: 16,
  BitsStored: bitsStored,
  HighBit: bitsStored - 1,
  PixelRepresentation: 0,
  ...more,
});

export const gray8 = (rows: number, columns: number, more: Values = {}): Values => ({
  ...gray16(rows, columns, 8),
  BitsAllocated: 8,
  ...more,
});

export const rgb8 = (rows: number, columns: number, more: Values = {}): Values => ({
  ...gray8(rows, columns),
  SamplesPerPixel: 3,
  PhotometricInterpretation: 'RGB',
  PlanarConfiguration: 0,
  ...more,
});

/** Words as bytes, little endian. */
export function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, index * 2);
  return bytes;
}

/** The 16-bit words in bytes, little endian. */
export function wordsOf(bytes: Uint8Array): readonly number[] {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 2 }, (_, index) => view.readUInt16LE(index * 2));
}
