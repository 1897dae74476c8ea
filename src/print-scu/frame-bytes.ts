// The bytes of one frame as the file holds them: a slice of native Pixel Data, or the fragments of one frame put
// together (PS3.5 A.4). Which fragments belong to which frame is said by the Basic Offset Table, by there being as
// many fragments as frames, or else by where a codestream begins.
import type { DicomFile } from './dicom-file.ts';
import type { ByteRange, EncapsulatedPixelData } from './file-structure.ts';
import { nativeFrameBytes, type ImagePixel } from './image-pixel.ts';

/** JPEG and JPEG-LS begin with SOI, JPEG 2000 with SOC and SIZ. */
function beginsCodestream(bytes: Uint8Array, fragment: ByteRange): boolean {
  const [first, second, third] = bytes.subarray(fragment.offset, fragment.offset + 3);
  return first === 0xff && third === 0xff && (second === 0xd8 || second === 0x4f);
}

/** Indexes of each frame's first fragment. */
function frameStarts(bytes: Uint8Array, pixelData: EncapsulatedPixelData, frames: number): readonly number[] {
  const { fragments, offsetTable } = pixelData;
  if (frames === 1) return [0];
  if (fragments.length === frames) return fragments.map((_, index) => index);
  if (offsetTable.length === frames) {
    const firstItem = (fragments[0]?.offset ?? 0) - 8;
    const byOffset = new Map(fragments.map((fragment, index) => [fragment.offset - 8 - firstItem, index]));
    return offsetTable.map((offset) => byOffset.get(offset) ?? -1);
  }
  return fragments.flatMap((fragment, index) => (beginsCodestream(bytes, fragment) ? [index] : []));
}

function encapsulatedFrame(
  file: DicomFile,
  pixelData: EncapsulatedPixelData,
  frames: number,
  index: number,
): Uint8Array {
  const starts = frameStarts(file.bytes, pixelData, frames);
  const first = starts[index];
  const last = starts[index + 1] ?? pixelData.fragments.length;
  if (starts.length !== frames || first === undefined || first < 0 || last <= first) {
    throw new RangeError(
      `its ${pixelData.fragments.length} fragments cannot be told apart into ${frames} frames`,
    );
  }
  const fragments = pixelData.fragments
    .slice(first, last)
    .map((fragment) => file.bytes.subarray(fragment.offset, fragment.offset + fragment.byteLength));
  const [only, ...more] = fragments;
  return only && more.length === 0 ? only : Buffer.concat(fragments);
}

/**
 * @param index of the frame, from 0
 * @throws RangeError when the file holds less than the frame needs.
 */
export function frameBytes(file: DicomFile, pixel: ImagePixel, index: number): Uint8Array {
  const { pixelData } = file;
  if (pixelData.kind === 'encapsulated')
    return encapsulatedFrame(file, pixelData, pixel.numberOfFrames, index);
  const needed = nativeFrameBytes(pixel);
  const start = index * needed;
  if (start + needed > pixelData.value.byteLength) {
    throw new RangeError(
      `its Pixel Data holds ${pixelData.value.byteLength} bytes, but ${pixel.columns} × ${pixel.rows} pixels` +
        ` and ${index + 1} ${index === 0 ? 'frame' : 'frames'} need ${start + needed}`,
    );
  }
  const value = file.bytes.subarray(
    pixelData.value.offset,
    pixelData.value.offset + pixelData.value.byteLength,
  );
  if (!file.littleEndian && pixel.bitsAllocated === 8 && pixelData.vr === 'OW') {
    // Bytes in big endian words: the first of two is the second pixel (PS3.5 8.1.2).
    return Uint8Array.from({ length: needed }, (_, at) => value[(start + at) ^ 1] ?? 0);
  }
  return value.subarray(start, start + needed);
}

/** How many frames the file can hold: never more than it declares, and never fewer than one, which then says why. */
export function framesHeld({ pixelData }: DicomFile, pixel: ImagePixel): number {
  const held =
    pixelData.kind === 'native'
      ? Math.floor(pixelData.value.byteLength / nativeFrameBytes(pixel))
      : pixelData.fragments.length;
  return Math.min(pixel.numberOfFrames, Math.max(held, 1));
}
