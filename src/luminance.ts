// Luminance of colors: the signal curve of sRGB (IEC 61966-2-1) and what red, green and blue contribute (Rec. 709). Used
// wherever colors become gray: on devices without color, and in grayscale image boxes.

/** Light of 0 to 1 as an sRGB signal of 0 to 1. */
export function srgbEncode(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** The inverse of `srgbEncode`: signal of 0 to 1 to light of 0 to 1. */
export function srgbDecode(signal: number): number {
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
}

/** Parts of red, green and blue light in luminance. */
export const luminanceWeights = [0.2126, 0.7152, 0.0722] as const;
