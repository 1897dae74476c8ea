// Luminance of colors: the signal curve of sRGB (IEC 61966-2-1) and the weights of red, green and blue (Rec. 709). Used
// wherever colors become gray: on devices without color, and in grayscale image boxes.

/** Light of 0 to 1 as an sRGB signal of 0 to 1. */
export function srgbEncode(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** The inverse of `srgbEncode`: signal of 0 to 1 to light of 0 to 1. */
export function srgbDecode(signal: number): number {
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
}

/** Weights of red, green and blue light in luminance. */
export const luminanceWeights = [0.2126, 0.7152, 0.0722] as const;

/** Steps of light in the table of signals: where the curve is steepest, one step is 0.05 of an 8-bit gray level. */
const lightSteps = 65_535;

/**
 * The gray with the same luminance as a color; a color that is gray stays exactly as it is.
 * @param maxLevel red, green and blue are whole levels from 0 to this
 * @param maxGray the gray is a whole level from 0 to this
 */
export function grayOfColors(
  maxLevel: number,
  maxGray = maxLevel,
): (red: number, green: number, blue: number) => number {
  const light = Float64Array.from(
    { length: maxLevel + 1 },
    (_, level) => srgbDecode(level / maxLevel) * lightSteps,
  );
  const grays = Uint16Array.from({ length: lightSteps + 1 }, (_, step) =>
    Math.round(Math.min(1, srgbEncode(step / lightSteps)) * maxGray),
  );
  const same = Uint16Array.from({ length: maxLevel + 1 }, (_, level) =>
    Math.round((level / maxLevel) * maxGray),
  );
  const [ofRed, ofGreen, ofBlue] = luminanceWeights;
  return (red, green, blue) => {
    if (red === green && green === blue) return same[red] ?? 0;
    const sum = ofRed * (light[red] ?? 0) + ofGreen * (light[green] ?? 0) + ofBlue * (light[blue] ?? 0);
    return grays[Math.min(lightSteps, Math.round(sum))] ?? 0;
  };
}
