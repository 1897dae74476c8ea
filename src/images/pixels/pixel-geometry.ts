// The shape and size of a pixel (PS3.3 10.7, C.7.6.3), which keep circles round and rulers true to size on the film.
import type { FileAttributes } from '../file/file-attributes.ts';

export interface PixelGeometry {
  readonly pixelAspectRatio: readonly [vertical: number, horizontal: number];
  readonly columnSpacingMm?: number;
}

/** In order of reliability: in the patient, at the detector, on the scanned film. */
const spacings = ['PixelSpacing', 'ImagerPixelSpacing', 'NominalScannedPixelSpacing'] as const;

/** Maximum relative deviation of the printed aspect ratio from the true one: one in 100,000. */
const tolerance = 1e-5;
const maxTerm = 10_000;

/** A ratio of lengths as the smallest whole numbers within the tolerance: 0.3 to 0.2 is 3 to 2. */
export function wholeRatio(vertical: number, horizontal: number): readonly [number, number] {
  const ratio = vertical / horizontal;
  if (Math.abs(ratio - 1) < 1e-4) return [1, 1];
  for (let wide = 1; wide <= maxTerm; wide++) {
    const high = Math.round(ratio * wide);
    if (high >= 1 && Math.abs(high / wide / ratio - 1) < tolerance) return [high, wide];
  }
  // Ratios beyond 1 : 10,000 are invalid.
  return [1, 1];
}

/** @param measures the item that holds Pixel Spacing: the image, or a Pixel Measures item of an enhanced image */
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
