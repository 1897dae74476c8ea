// Encapsulated PDF (PS3.3 A.45.1, C.24.2): the document within a DICOM file.
import type { FileAttributes } from './file/file-attributes.ts';
import { looksLikePdf } from './pictures/pdf-pages.ts';

/** The PDF without its padding byte; undefined when the file holds another kind of document or none. */
export function encapsulatedPdf(attributes: FileAttributes): Uint8Array | undefined {
  const document = attributes.bytes('EncapsulatedDocument');
  if (!document || !looksLikePdf(document)) return undefined;
  const length = attributes.number('EncapsulatedDocumentLength');
  return length !== undefined && length > 0 ? document.subarray(0, length) : document;
}
