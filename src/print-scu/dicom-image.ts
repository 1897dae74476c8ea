// The frames of a DICOM image file as things to print. Begin at `openDicomImage`: it looks at the attributes only;
// the pixels of a frame are decoded when that frame's turn has come.
import { decompress, isCompressed } from './decompress.ts';
import type { DicomFile } from './dicom-file.ts';
import { grayAsRgb, prepareColor } from './color-image.ts';
import { frameBytes } from './frame-bytes.ts';
import { frameMacros } from './frame-macros.ts';
import { prepareGray } from './gray-image.ts';
import { isGray, readImagePixel, type ImagePixel } from './image-pixel.ts';
import { pixelGeometry, type PixelGeometry } from './pixel-geometry.ts';
import type { PreparedImage, PrepareOptions } from './prepared-image.ts';

/** What is known of a file before a pixel of it is decoded. */
export interface DicomImage {
  readonly pixel: ImagePixel;
  readonly color: boolean;
  /** Of the frame, from 0. */
  readonly geometry: (frame: number) => PixelGeometry;
}

/** @throws RangeError with what stands against printing the file. */
export function describeDicomImage({ attributes }: DicomFile): DicomImage {
  const pixel = readImagePixel(attributes);
  return {
    pixel,
    color: !isGray(pixel.photometricInterpretation),
    geometry: (frame) => pixelGeometry(attributes, frameMacros(attributes, frame).pixelMeasures),
  };
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
  const stored = frameBytes(file, image.pixel, frame);
  const native = isCompressed(file.transferSyntax)
    ? { ...(await decompress(stored, file.transferSyntax, image.pixel)), littleEndian: true }
    : { bytes: stored, pixel: image.pixel, littleEndian: file.littleEndian };
  const { littleEndian } = native;
  const { pixelAspectRatio } = image.geometry(frame);
  if (image.color) {
    return { ...prepareColor(native, file.attributes, { ...options, littleEndian }), pixelAspectRatio };
  }
  const bits = options.color ? 8 : options.bits;
  const gray = prepareGray(native, file.attributes, { ...options, bits, frame, littleEndian });
  return { ...(options.color ? grayAsRgb(gray) : gray), pixelAspectRatio };
}
