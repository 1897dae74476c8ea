// Colour films on devices without colour: each colour becomes the grey of its luminance, with the weights of Rec. 709 on
// the linear light of sRGB (IEC 61966-2-1). Grey stays exactly as it is.
import { luminanceWeights as weights, srgbDecode, srgbEncode } from '../../shared/film/luminance.ts';
import type { Sheet, SheetImage } from '../sheet/sheet.ts';

/** Steps of light between which a table is fine enough: where the curve is steepest, 0.05 of a grey value of 8 bits. */
const lightSteps = 65_535;

/** Puts one row of RGBRGB… samples into a row of grey ones; both big endian. */
type GrayRow = (color: Uint8Array, gray: Uint8Array) => void;

function grayRow8(): GrayRow {
  const light = weights.map((weight) =>
    Float64Array.from({ length: 256 }, (_, value) => weight * srgbDecode(value / 255) * lightSteps),
  );
  const [red, green, blue] = light as [Float64Array, Float64Array, Float64Array];
  const grays = Uint8Array.from({ length: lightSteps + 1 }, (_, step) =>
    Math.round(srgbEncode(step / lightSteps) * 255),
  );
  return (color, gray) => {
    for (let x = 0, at = 0; x < gray.length; x++, at += 3) {
      const sum =
        (red[color[at] ?? 0] ?? 0) + (green[color[at + 1] ?? 0] ?? 0) + (blue[color[at + 2] ?? 0] ?? 0);
      gray[x] = grays[Math.min(lightSteps, Math.round(sum))] ?? 0;
    }
  };
}

function grayRow16(): GrayRow {
  const light = Float64Array.from({ length: 65_536 }, (_, value) => srgbDecode(value / 65_535));
  return (color, gray) => {
    for (let x = 0, at = 0; x < gray.length; x += 2) {
      let sum = 0;
      for (const weight of weights) {
        sum += weight * (light[((color[at] ?? 0) << 8) | (color[at + 1] ?? 0)] ?? 0);
        at += 2;
      }
      const value = Math.round(Math.min(1, srgbEncode(sum)) * 65_535);
      gray[x] = value >> 8;
      gray[x + 1] = value & 0xff;
    }
  };
}

/** Greys of 16 bits for colours of 16 bits, RGBRGB…; what is grey stays exactly as it is. */
export function grayOfColor16(colors: Uint16Array): Uint16Array {
  const light = Float64Array.from({ length: 65_536 }, (_, value) => srgbDecode(value / 65_535));
  const gray = new Uint16Array(colors.length / 3);
  for (let pixel = 0, at = 0; pixel < gray.length; pixel++, at += 3) {
    const [red = 0, green = 0, blue = 0] = [colors[at], colors[at + 1], colors[at + 2]];
    if (red === green && green === blue) {
      gray[pixel] = red;
      continue;
    }
    const sum =
      weights[0] * (light[red] ?? 0) + weights[1] * (light[green] ?? 0) + weights[2] * (light[blue] ?? 0);
    gray[pixel] = Math.round(Math.min(1, srgbEncode(sum)) * 65_535);
  }
  return gray;
}

function* grayRows(image: SheetImage): Generator<Uint8Array, void, undefined> {
  const convert = image.bits === 8 ? grayRow8() : grayRow16();
  const gray = new Uint8Array((image.device.width * image.bits) / 8);
  for (const row of image.rows()) {
    convert(row, gray);
    yield gray;
  }
}

/** The sheet with its colour images in grey. */
export function sheetInGray(sheet: Sheet): Sheet {
  const images = sheet.images.map((image): SheetImage =>
    image.channels === 1 ? image : { ...image, channels: 1, rows: () => grayRows(image) },
  );
  return { ...sheet, images };
}
