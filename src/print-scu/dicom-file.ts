// Opens a DICOM file (PS3.10): its attributes by dcmjs and its dictionary, its pixels where they lie. Nothing is
// decoded here; frame-bytes.ts and decompress.ts do that for the one frame that is printed.
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { data as dcmjsData, log as dcmjsLog } from 'dcmjs';
import { FileAttributes } from './file-attributes.ts';
import { readFileMeta, readStructure, type PixelDataElement } from './file-structure.ts';

const explicitLittle = '1.2.840.10008.1.2.1';
const deflated = '1.2.840.10008.1.2.1.99';
const maxInflatedBytes = 0x40000000;
const preambleLength = 132;

// dcmjs reports on the console what it puts up with; what matters here is said in our own sentences.
dcmjsLog.setLevel('silent', false);
dcmjsLog.getLogger('validation.dcmjs').setLevel('silent', false);

export interface DicomFile {
  readonly transferSyntax: string;
  readonly littleEndian: boolean;
  readonly attributes: FileAttributes;
  /** The file, inflated if it was deflated: what the positions in `pixelData` refer to. */
  readonly bytes: Uint8Array;
  readonly pixelData: PixelDataElement;
}

export function looksLikeDicom(bytes: Uint8Array): boolean {
  return (
    bytes.length > preambleLength &&
    Buffer.from(bytes.subarray(128, preambleLength)).toString('latin1') === 'DICM'
  );
}

/** Preamble and the least meta information: stands before a data set that was inflated. */
function plainHead(): Buffer {
  const uid = `${explicitLittle}\0`;
  const head = Buffer.alloc(preambleLength + 12 + 8 + uid.length);
  head.write('DICM', 128, 'latin1');
  const length = 8 + uid.length;
  Buffer.from([0x02, 0x00, 0x00, 0x00, 0x55, 0x4c, 0x04, 0x00, length, 0, 0, 0]).copy(head, preambleLength);
  Buffer.from([0x02, 0x00, 0x10, 0x00, 0x55, 0x49, uid.length, 0]).copy(head, preambleLength + 12);
  head.write(uid, preambleLength + 20, 'latin1');
  return head;
}

/**
 * Reads a file from its bytes.
 * @throws RangeError that says what is wrong with the file: no DICM, a length that lies, no Pixel Data.
 */
export async function readDicomFile(file: Uint8Array): Promise<DicomFile> {
  const meta = readFileMeta(file);
  let bytes = file;
  let start = meta.end;
  if (meta.transferSyntax === deflated) {
    const body = await promisify(inflateRaw)(file.subarray(meta.end), { maxOutputLength: maxInflatedBytes });
    const head = plainHead();
    start = head.length;
    bytes = Buffer.concat([head, body]);
  }
  const littleEndian = meta.transferSyntax !== '1.2.840.10008.1.2.2';
  const explicitVr = meta.transferSyntax !== '1.2.840.10008.1.2';
  const { attributes, pixelData } = readStructure(bytes, start, { explicitVr, littleEndian });
  const head = Buffer.concat([
    bytes.subarray(0, start),
    ...attributes.map(({ offset, byteLength }) => bytes.subarray(offset, offset + byteLength)),
  ]);
  const { dict } = dcmjsData.DicomMessage.readFile(new Uint8Array(head).buffer, {
    // Unknown character sets, and several of them at once, are no reason not to print.
    ignoreErrors: true,
  });
  return {
    transferSyntax: meta.transferSyntax,
    littleEndian,
    attributes: new FileAttributes(dict),
    bytes,
    pixelData,
  };
}
