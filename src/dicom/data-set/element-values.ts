// Numbers and bytes of an element's value in either byte order (PS3.5 6.2). Text is in character-sets.ts, because it depends
// on more than the element.
import { swapWords } from './byte-order.ts';
import type { Tag, Value } from './data-set.ts';
import type { VR } from './vr.ts';
import { rulesOf } from './vr.ts';

/** The values of a binary VR. `bytes` is read, not kept; a remainder shorter than a word is ignored. */
export function decodeBinary(vr: VR, bytes: Uint8Array, bigEndian: boolean): Value {
  const { kind, wordBytes } = rulesOf(vr);
  if (kind !== 'numbers' && kind !== 'bigints') {
    const copy = new Uint8Array(bytes);
    if (bigEndian) swapWords(copy, wordBytes);
    return { kind: 'bytes', bytes: copy };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = vr === 'AT' ? 4 : wordBytes;
  const offsets = Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => index * size);
  const little = !bigEndian;
  if (kind === 'bigints') {
    return {
      kind,
      values: offsets.map((at) =>
        vr === 'SV' ? view.getBigInt64(at, little) : view.getBigUint64(at, little),
      ),
    };
  }
  return { kind, values: offsets.map((at) => readNumber(vr, view, at, little)) };
}

function readNumber(vr: VR, view: DataView, at: number, little: boolean): number {
  switch (vr) {
    case 'US':
      return view.getUint16(at, little);
    case 'SS':
      return view.getInt16(at, little);
    case 'UL':
      return view.getUint32(at, little);
    case 'SL':
      return view.getInt32(at, little);
    case 'FL':
      return view.getFloat32(at, little);
    case 'FD':
      return view.getFloat64(at, little);
    case 'AT':
      return readTag(view, at, little);
    default:
      throw new TypeError(`${vr} has no numbers`);
  }
}

interface NumberEncoding {
  readonly vr: VR;
  readonly little: boolean;
}

function writeNumber(view: DataView, at: number, value: number, { vr, little }: NumberEncoding): void {
  switch (vr) {
    case 'US':
    case 'SS':
      view.setUint16(at, value, little);
      return;
    case 'UL':
    case 'SL':
      view.setUint32(at, value, little);
      return;
    case 'FL':
      view.setFloat32(at, value, little);
      return;
    case 'FD':
      view.setFloat64(at, value, little);
      return;
    case 'AT':
      writeTag(view, at, value, little);
      return;
    default:
      throw new TypeError(`${vr} has no numbers`);
  }
}

/** A tag: two words of 16 bits. */
export function readTag(view: DataView, at: number, little: boolean): Tag {
  return view.getUint16(at, little) * 0x10000 + view.getUint16(at + 2, little);
}

export function writeTag(view: DataView, at: number, tag: Tag, little: boolean): void {
  view.setUint16(at, tag >>> 16, little);
  view.setUint16(at + 2, tag & 0xffff, little);
}

/** The bytes of numbers, each cut to what the VR holds. */
export function encodeNumbers(vr: VR, values: readonly number[], bigEndian: boolean): Uint8Array {
  const size = vr === 'AT' ? 4 : rulesOf(vr).wordBytes;
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  const encoding = { vr, little: !bigEndian };
  values.forEach((value, index) => {
    writeNumber(view, index * size, value, encoding);
  });
  return bytes;
}

/** The bytes of 64-bit integers. */
export function encodeBigints(values: readonly bigint[], bigEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    view.setBigUint64(index * 8, BigInt.asUintN(64, value), !bigEndian);
  });
  return bytes;
}
