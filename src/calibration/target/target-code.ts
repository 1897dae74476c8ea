// The code on a printed target, a row of black and white cells: which chart it is and of which printer. The row is on the
// chart twice, and a checksum verifies that it was read correctly, in the right direction and the right way up.
import { targetLevels, type TargetKind } from './target-layout.ts';

export interface TargetCode {
  readonly kind: TargetKind;
  /** Number of distinct values of the wedge. */
  readonly levels: number;
  /** See `printerChecksum`. */
  readonly printer: number;
  /** Number that distinguishes prints, 0 to 32767. */
  readonly serial: number;
}

export const maxSerial = 0x7fff;
const version = 2;

/** Name and width in bits of the fields of a row, from the left; the checksum is last. */
const fields = [
  ['bottom', 1],
  ['version', 4],
  ['pValues', 1],
  ['levels', 7],
  ['printer', 16],
  ['serial', 15],
] as const;
type Fields = Record<(typeof fields)[number][0], number>;

const checksumBits = 16;
/** Number of cells in a row. */
export const codeLength = fields.reduce((sum, [, bits]) => sum + bits, checksumBits);

/** CRC-16 (CCITT, from FFFF) of bits. */
function checksum(bits: Iterable<boolean>): number {
  let crc = 0xffff;
  for (const bit of bits) {
    const carry = (crc & 0x8000) !== 0;
    crc = ((crc << 1) & 0xffff) ^ (carry !== bit ? 0x1021 : 0);
  }
  return crc;
}

function bitsOf(value: number, length: number): boolean[] {
  return Array.from({ length }, (_, index) => ((value >> (length - 1 - index)) & 1) === 1);
}

/** Checksum that distinguishes the targets of different printers and media. */
export function printerChecksum(aeTitle: string, mediumName: string): number {
  const bytes = Buffer.from(`${aeTitle}\n${mediumName}`);
  return checksum([...bytes].flatMap((byte) => bitsOf(byte, 8)));
}

/** The cells of a row; true is black. */
export function encodeTarget(code: TargetCode, row: 'top' | 'bottom'): readonly boolean[] {
  const values: Fields = {
    bottom: Number(row === 'bottom'),
    version,
    pValues: Number(code.kind === 'p-values'),
    levels: code.levels,
    printer: code.printer,
    serial: code.serial,
  };
  const bits = fields.flatMap(([name, length]) => bitsOf(values[name], length));
  return [...bits, ...bitsOf(checksum(bits), checksumBits)];
}

/**
 * The content of the cells of a row; undefined if they are not a code row, or were read in the wrong direction or
 * with errors.
 */
export function decodeTarget(
  cells: readonly boolean[],
): { readonly code: TargetCode; readonly row: 'top' | 'bottom' } | undefined {
  if (cells.length !== codeLength) return undefined;
  const bits = cells.slice(0, -checksumBits);
  const number = (part: readonly boolean[]) => part.reduce((value, bit) => value * 2 + Number(bit), 0);
  if (checksum(bits) !== number(cells.slice(-checksumBits))) return undefined;
  const values: Partial<Fields> = {};
  let at = 0;
  for (const [name, length] of fields) {
    values[name] = number(bits.slice(at, at + length));
    at += length;
  }
  const { bottom = 0, pValues = 0, levels = 0, printer = 0, serial = 0 } = values;
  if (values.version !== version || levels < targetLevels.least || levels > targetLevels.most)
    return undefined;
  return {
    code: { kind: pValues === 1 ? 'p-values' : 'device', levels, printer, serial },
    row: bottom === 1 ? 'bottom' : 'top',
  };
}
