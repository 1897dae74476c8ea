// The shape and size of a pixel (PS3.3 10.7, C.7.6.3): what keeps a circle round and a ruler true on the film.
import type { FileAttributes } from './file-attributes.ts';

export interface PixelGeometry {
  readonly pixelAspectRatio: readonly [vertical: number, horizontal: number];
  readonly columnSpacingMm?: number;
}

/** In the order of trust: in the patient, at the detector, on the film that was scanned. */
const spacings = ['PixelSpacing', 'ImagerPixelSpacing', 'NominalScannedPixelSpacing'] as const;

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** A ratio of lengths as whole numbers; 1:1 when they differ by less than a pixel in ten thousand. */
export function wholeRatio(vertical: number, horizontal: number): readonly [number, number] {
  if (Math.abs(vertical / horizontal - 1) < 1e-4) return [1, 1];
  const scale =
    Number.isInteger(vertical) && Number.isInteger(horizontal) ? 1 : 10000 / Math.max(vertical, horizontal);
  const [high, wide] = [Math.round(vertical * scale), Math.round(horizontal * scale)];
  if (high < 1 || wide < 1) return [1, 1];
  const common = divisor(high, wide);
  return [high / common, wide / common];
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
