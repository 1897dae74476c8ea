// The bytes of one frame as stored in the file: a slice of native pixels, or the joined fragments of one frame (PS3.5
// A.4). Fragments are assigned to frames by the Extended or Basic Offset Table, by equal numbers of fragments and
// frames, or else by the start of each codestream.
import type { DicomFile } from './dicom-file.ts';
import type { ByteRange } from './dicom-elements.ts';
import type { EncapsulatedPixelData, NativePixelData } from './file-structure.ts';
import { nativeFrameBits, type ImagePixel } from './image-pixel.ts';

/** JPEG and JPEG-LS begin with SOI, JPEG 2000 with SOC and SIZ. */
function beginsCodestream(bytes: Uint8Array, fragment: ByteRange): boolean {
  const [first, second, third] = bytes.subarray(fragment.offset, fragment.offset + 3);
  return first === 0xff && third === 0xff && (second === 0xd8 || second === 0x4f);
}

/**
 * Offsets of the frames from the first fragment's item (PS3.5 A.4, PS3.3 C.7.6.3.1.8); undefined if no table has one
 * per frame.
 */
function frameOffsets(
  file: DicomFile,
  table: readonly number[],
  frames: number,
): readonly number[] | undefined {
  const extended = file.attributes.numbers('ExtendedOffsetTable');
  return [extended, table].find((offsets) => offsets.length === frames);
}

/** Indexes of each frame's first fragment. */
function frameStarts(file: DicomFile, pixelData: EncapsulatedPixelData, frames: number): readonly number[] {
  const { fragments, offsetTable } = pixelData;
  if (frames === 1) return [0];
  if (fragments.length === frames) return fragments.map((_, index) => index);
  const offsets = frameOffsets(file, offsetTable, frames);
  if (offsets) {
    const firstItem = (fragments[0]?.offset ?? 0) - 8;
    const byOffset = new Map(fragments.map((fragment, index) => [fragment.offset - 8 - firstItem, index]));
    return offsets.map((offset) => byOffset.get(offset) ?? -1);
  }
  return fragments.flatMap((fragment, index) => (beginsCodestream(file.bytes, fragment) ? [index] : []));
}

function encapsulatedFrame(
  file: DicomFile,
  pixelData: EncapsulatedPixelData,
  frames: number,
  index: number,
): Uint8Array {
  const starts = frameStarts(file, pixelData, frames);
  const first = starts[index];
  const last = starts[index + 1] ?? pixelData.fragments.length;
  if (starts.length !== frames || first === undefined || first < 0 || last <= first) {
    throw new RangeError(
      `its ${pixelData.fragments.length} fragments cannot be assigned to ${frames} frames`,
    );
  }
  const fragments = pixelData.fragments
    .slice(first, last)
    .map((fragment) => file.bytes.subarray(fragment.offset, fragment.offset + fragment.byteLength));
  const [only, ...more] = fragments;
  return only && more.length === 0 ? only : Buffer.concat(fragments);
}

/** Bytes in big endian words: the second byte of a word is the first pixel (PS3.5 8.1.2). */
function areSwapped(file: DicomFile, pixelData: NativePixelData, pixel: ImagePixel): boolean {
  const words = pixelData.vr === undefined || pixelData.vr === 'OW';
  return !file.littleEndian && pixel.bitsAllocated <= 8 && words;
}

/** Pixels of one bit, lowest bit of a byte first, from any bit offset, as bytes of 0 and 1. */
export function unpackBits(bytes: Uint8Array, firstBit: number, count: number): Uint8Array {
  const pixels = new Uint8Array(count);
  for (let index = 0; index < count; index++) {
    const bit = firstBit + index;
    pixels[index] = ((bytes[Math.floor(bit / 8)] ?? 0) >> (bit % 8)) & 1;
  }
  return pixels;
}

function nativeFrame(
  file: DicomFile,
  pixelData: NativePixelData,
  pixel: ImagePixel,
  index: number,
): Uint8Array {
  const { offset, byteLength } = pixelData.value;
  const frameBits = nativeFrameBits(pixel);
  const end = Math.ceil(((index + 1) * frameBits) / 8);
  if (end > byteLength) {
    throw new RangeError(
      `its Pixel Data holds ${byteLength} bytes, but ${pixel.columns} × ${pixel.rows} pixels` +
        ` and ${index + 1} ${index === 0 ? 'frame' : 'frames'} need ${end}`,
    );
  }
  const value = file.bytes.subarray(offset, offset + byteLength);
  const swapped = areSwapped(file, pixelData, pixel);
  if (pixel.bitsAllocated === 1) {
    const bytes = swapped ? value.map((_, at) => value[at ^ 1] ?? 0) : value;
    return unpackBits(bytes, index * frameBits, frameBits);
  }
  const start = (index * frameBits) / 8;
  if (swapped) return Uint8Array.from({ length: frameBits / 8 }, (_, at) => value[(start + at) ^ 1] ?? 0);
  return value.subarray(start, start + frameBits / 8);
}

/**
 * The bytes of a frame; native pixels of 1 bit are expanded to one byte each.
 * @param index of the frame, from 0
 * @throws RangeError when the file holds fewer bytes than the frame needs.
 */
export function frameBytes(file: DicomFile, pixel: ImagePixel, index: number): Uint8Array {
  const { pixelData } = file;
  return pixelData.kind === 'encapsulated'
    ? encapsulatedFrame(file, pixelData, pixel.numberOfFrames, index)
    : nativeFrame(file, pixelData, pixel, index);
}

/**
 * The number of frames that the file can hold: at most as many as it declares, and at least one, whose error explains
 * the problem.
 */
export function framesHeld({ pixelData }: DicomFile, pixel: ImagePixel): number {
  const held =
    pixelData.kind === 'native'
      ? Math.floor((pixelData.value.byteLength * 8) / nativeFrameBits(pixel))
      : pixelData.fragments.length;
  return Math.min(pixel.numberOfFrames, Math.max(held, 1));
}
