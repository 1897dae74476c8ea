// The shape and size of a pixel (PS3.3 10.7, C.7.6.3): what keeps a circle round and a ruler true on the film.
import type { FileAttributes } from '../file/file-attributes.ts';

export interface PixelGeometry {
  readonly pixelAspectRatio: readonly [vertical: number, horizontal: number];
  readonly columnSpacingMm?: number;
}

/** In the order of trust: in the patient, at the detector, on the film that was scanned. */
const spacings = ['PixelSpacing', 'ImagerPixelSpacing', 'NominalScannedPixelSpacing'] as const;

/** How much the printed shape may differ from the true one: a tenth of a pixel in ten thousand. */
const tolerance = 1e-5;
const maxTerm = 10_000;

/** A ratio of lengths in the smallest whole numbers that come close enough: 0.3 to 0.2 is 3 to 2. */
export function wholeRatio(vertical: number, horizontal: number): readonly [number, number] {
  const ratio = vertical / horizontal;
  if (Math.abs(ratio - 1) < 1e-4) return [1, 1];
  for (let wide = 1; wide <= maxTerm; wide++) {
    const high = Math.round(ratio * wide);
    if (high >= 1 && Math.abs(high / wide / ratio - 1) < tolerance) return [high, wide];
  }
  // Flatter than one in ten thousand: no pixel is.
  return [1, 1];
}

/** @param measures where Pixel Spacing stands: the image, or a Pixel Measures item of an enhanced image */
export function pixelGeometry(image: FileAttributes, measures: FileAttributes): PixelGeometry {
  for (const keyword of spacings) {
    const [row, column] = (keyword === 'PixelSpacing' ? measures : image).numbers(keyword);
    if (row !== undefined && column !== undefined && row > 0 && column > 0) {
      return { pixelAspectRatio: wholeRatio(row, column), columnSpacingMm: column };
    }
  }
  const [vertical, horizontal] = image.numbers('PixelAspectRatio');
  const given = vertical !== undefined && horizontal !== undefined && vertical > 0 && horizontal > 0;
  return { pixelAspectRatio: given ? wholeRatio(vertical, horizontal) : [1, 1] };
}
