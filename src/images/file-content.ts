// What a file that is not an image seems to be, by its first bytes: for a message that a user understands. Start at `kindOfBytes`.
import type { FileKind } from '../shared/exchange/file-kinds.ts';

/** Bytes needed to recognize a kind. */
export const kindBytes = 512;

/** Kinds by the bytes (in hexadecimal) at an offset. */
const starts: readonly (readonly [offset: number, hex: string, kind: FileKind])[] = [
  [128, '4449434d', 'dicom-object'],
  [0, '504b0304', 'archive'],
  [0, '504b0506', 'archive'],
  [0, '1f8b', 'archive'],
  [0, '377abcaf', 'archive'],
  [0, '52617221', 'archive'],
  [257, '7573746172', 'archive'],
  [4, '6674797068656963', 'other-picture'],
  [4, '6674797061766966', 'other-picture'],
  [4, '66747970', 'video'],
  [0, '1a45dfa3', 'video'],
  [0, '000001ba', 'video'],
  [8, '41564920', 'video'],
  [8, '57415645', 'audio'],
  [8, '57454250', 'other-picture'],
  [0, '494433', 'audio'],
  [0, '4f676753', 'audio'],
  [0, '474946', 'other-picture'],
  [0, '424d', 'other-picture'],
  [0, '0000000c6a502020', 'other-picture'],
  [0, 'ff4fff51', 'other-picture'],
  [0, '4d5a', 'program'],
  [0, '7f454c46', 'program'],
];

/** @param first the first `kindBytes` bytes, or all of a shorter file */
export function kindOfBytes(first: Uint8Array): FileKind {
  if (first.length === 0) return 'empty';
  const bytes = Buffer.from(first.buffer, first.byteOffset, first.byteLength);
  const known = starts.find(
    ([offset, hex]) => bytes.toString('hex', offset, offset + hex.length / 2) === hex,
  );
  if (known) return known[2];
  const text = bytes.toString('utf8').replace(/�.{0,2}$/u, '');

  if (/[\u0000-\u0008\u000e-\u001f\ufffd]/u.test(text)) return 'unknown';
  return /^\s*<(?:!doctype html|html|svg|\?xml)/i.test(text) ? 'web-page' : 'text';
}
