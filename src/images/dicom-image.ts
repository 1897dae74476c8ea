// The frames of a DICOM image file as printable images. Start at `describeDicomImage`, which reads attributes only;
// the pixels of a frame are decoded when the frame is prepared.
import { beginsStream, decompress, isCompressed, type NativeFrame } from './pixels/decompress.ts';
import type { DicomFile } from './file/dicom-file.ts';
import { grayAsRgb, prepareColor } from './pixels/color-image.ts';
import { frameBytes } from './file/frame-bytes.ts';
import { frameMacros } from './file/frame-macros.ts';
import { prepareGray } from './pixels/gray-image.ts';
import { isGray, nativeFrameBits, readImagePixel, type ImagePixel } from './file/image-pixel.ts';
import { burnIn } from './pixels/burn-in.ts';
import { pixelGeometry, type PixelGeometry } from './pixels/pixel-geometry.ts';
import type { PreparedImage, PrepareOptions } from './pixels/prepared-image.ts';

/** What is known of a file before its pixels are decoded. */
export interface DicomImage {
  readonly pixel: ImagePixel;
  readonly color: boolean;
  /** Index of the frame, from 0. */
  readonly geometry: (frame: number) => PixelGeometry;
}

/**
 * Native pixels with full-resolution chroma (the output of a decoder), whatever the photometric interpretation says.
 */
function withFullChroma(pixel: ImagePixel, { pixelData }: DicomFile): ImagePixel {
  const full = { ...pixel, photometricInterpretation: 'YBR_FULL' } as const;
  const subsampled = nativeFrameBits(pixel) < nativeFrameBits(full) && pixel.samplesPerPixel === 3;
  if (!subsampled || pixelData.kind !== 'native') return pixel;
  const needed = (nativeFrameBits(full) * pixel.numberOfFrames) / 8;
  return pixelData.value.byteLength >= needed ? full : pixel;
}

/** @throws RangeError with the reason why the file cannot be printed. */
export function describeDicomImage(file: DicomFile): DicomImage {
  const { attributes, pixelData } = file;
  const numbers = pixelData.kind === 'native' ? pixelData.numbers : 'integer';
  const pixel = withFullChroma(readImagePixel(attributes, numbers), file);
  return {
    pixel,
    color: !isGray(pixel.photometricInterpretation),
    geometry: (frame) => pixelGeometry(attributes, frameMacros(attributes, frame).pixelMeasures),
  };
}

async function nativeFrame(
  file: DicomFile,
  pixel: ImagePixel,
  frame: number,
): Promise<NativeFrame & { readonly littleEndian: boolean }> {
  const { pixelData, transferSyntax, littleEndian } = file;
  if (pixelData.kind === 'encapsulated') {
    return {
      ...(await decompress(frameBytes(file, pixel, frame), transferSyntax, pixel)),
      littleEndian: true,
    };
  }
  // Some writers store a compressed stream in Pixel Data as if it were native.
  const { offset, byteLength } = pixelData.value;
  const value = file.bytes.subarray(offset, offset + byteLength);
  if (isCompressed(transferSyntax) && byteLength * 8 < nativeFrameBits(pixel) && beginsStream(value)) {
    return { ...(await decompress(value, transferSyntax, pixel)), littleEndian: true };
  }
  const bytes = frameBytes(file, pixel, frame);
  // Pixels of one bit were expanded to one byte each.
  const unpacked = pixel.bitsAllocated === 1 ? ({ ...pixel, bitsAllocated: 8 } as const) : pixel;
  return { bytes, pixel: unpacked, littleEndian };
}

/**
 * Decodes and windows one frame.
 * @param frame from 0
 * @throws RangeError with what is wrong with the file.
 */
export async function prepareDicomFrame(
  file: DicomFile,
  image: DicomImage,
  frame: number,
  options: PrepareOptions,
): Promise<PreparedImage> {
  const native = await nativeFrame(file, image.pixel, frame);
  const { littleEndian } = native;
  const { pixelAspectRatio } = image.geometry(frame);
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  const prepared = async (): Promise<PreparedImage> => {
    if (image.color) return prepareColor(native, file.attributes, { ...options, littleEndian, note });
    const bits = options.color ? 8 : options.bits;
    const gray = prepareGray(native, file.attributes, { ...options, bits, frame, littleEndian, note });
    return options.color ? grayAsRgb(gray) : gray;
  };
  const shown = await prepared();
  burnIn(shown, native, file.attributes, { ...options, frame, littleEndian, pixelAspectRatio });
  return { ...shown, pixelAspectRatio, ...(notes.length > 0 && { notes }) };
}
