// Opens a DICOM file (PS3.10): its attributes and the position of its pixels. Nothing is decoded here; frame-bytes.ts
// and decompress.ts decode the one frame that is printed.
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { FileAttributes } from './file-attributes.ts';
import {
  deflatedUid,
  explicitLittleUid,
  readFileMeta,
  readStructure,
  type PixelDataElement,
} from './file-structure.ts';
import { withoutImage } from './object-names.ts';

export { looksLikeDicom } from './file-structure.ts';

const maxInflatedBytes = 0x40000000;

export interface DicomDataSet {
  /** The transfer syntax in the file; if the file states none, one with which the bytes can be read. */
  readonly transferSyntax: string;
  readonly littleEndian: boolean;
  readonly attributes: FileAttributes;
  /** What the positions in `pixelData` refer to: the file, or the inflated data set of a deflated file. */
  readonly bytes: Uint8Array;
  readonly pixelData: PixelDataElement | undefined;
}

export interface DicomFile extends DicomDataSet {
  readonly pixelData: PixelDataElement;
}

/**
 * Reads a file from its bytes, whether it holds an image or not.
 * @throws RangeError that says what is wrong with the file: an incorrect length, a sequence without an end.
 */
export async function readDicomDataSet(file: Uint8Array): Promise<DicomDataSet> {
  const meta = readFileMeta(file);
  const inflated = meta.transferSyntax === deflatedUid;
  const bytes = inflated
    ? await promisify(inflateRaw)(file.subarray(meta.end), { maxOutputLength: maxInflatedBytes })
    : file;
  const { reader, elements, encoding, pixelData } = readStructure(
    bytes,
    inflated ? 0 : meta.end,
    inflated ? explicitLittleUid : meta.transferSyntax,
  );
  return {
    transferSyntax: meta.transferSyntax ?? explicitLittleUid,
    littleEndian: encoding.littleEndian,
    attributes: new FileAttributes(bytes, reader, elements),
    bytes,
    pixelData,
  };
}

/** @throws NonImageRefusal that says what the file is if it has no pixels. */
export function withPixels({ pixelData, ...rest }: DicomDataSet): DicomFile {
  if (pixelData === undefined) throw withoutImage(rest.attributes);
  return { ...rest, pixelData };
}

/**
 * Reads an image file from its bytes.
 * @throws RangeError under the same conditions as `readDicomDataSet` and `withPixels`.
 */
export async function readDicomFile(file: Uint8Array): Promise<DicomFile> {
  return withPixels(await readDicomDataSet(file));
}
