// The gray of the same luminance as an sRGB color, by the formulas of IEC 61966-2-1 and Rec. 709: independent of the
// product's code.

/** Signals of 0 to `max`; not rounded. */
export function grayOfSrgb([red, green, blue]: readonly number[], max = 255): number {
  const light = (signal = 0) => {
    const part = signal / max;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  };
  const sum = 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
  return max * (sum <= 0.0031308 ? 12.92 * sum : 1.055 * Math.pow(sum, 1 / 2.4) - 0.055);
}
