// Color films on devices without color: each color becomes the gray of its luminance, with the weights of Rec. 709 on
// the linear light of sRGB (IEC 61966-2-1). Gray stays exactly as it is.
import { grayOfColors, luminanceWeights, srgbDecode, srgbEncode } from '../../shared/film/luminance.ts';
import type { Sheet, SheetImage } from '../sheet/sheet.ts';

/** Converts one row of RGBRGB… samples to a row of gray samples; both big endian. */
type GrayRow = (color: Uint8Array, gray: Uint8Array) => void;

function grayRow8(): GrayRow {
  const grayOf = grayOfColors(255);
  return (color, gray) => {
    for (let x = 0, at = 0; x < gray.length; x++, at += 3)
      gray[x] = grayOf(color[at] ?? 0, color[at + 1] ?? 0, color[at + 2] ?? 0);
  };
}

const maxLevel16 = 65_535;

/** The same as `grayOfColors` without its light table, because with 16 bits every step counts. */
function grayOfColors16(): ReturnType<typeof grayOfColors> {
  const light = Float64Array.from({ length: maxLevel16 + 1 }, (_, level) => srgbDecode(level / maxLevel16));
  const [ofRed, ofGreen, ofBlue] = luminanceWeights;
  return (red, green, blue) => {
    if (red === green && green === blue) return red;
    const sum = ofRed * (light[red] ?? 0) + ofGreen * (light[green] ?? 0) + ofBlue * (light[blue] ?? 0);
    return Math.round(Math.min(1, srgbEncode(sum)) * maxLevel16);
  };
}

function grayRow16(): GrayRow {
  const grayOf = grayOfColors16();
  const word = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  return (color, gray) => {
    for (let x = 0, at = 0; x < gray.length; x += 2, at += 6) {
      const value = grayOf(word(color, at), word(color, at + 2), word(color, at + 4));
      gray[x] = value >> 8;
      gray[x + 1] = value & 0xff;
    }
  };
}

/** 16-bit grays for 16-bit colors, RGBRGB…; neutral values stay exactly as they are. */
export function grayOfColor16(colors: Uint16Array): Uint16Array {
  const grayOf = grayOfColors16();
  const gray = new Uint16Array(colors.length / 3);
  for (let pixel = 0, at = 0; pixel < gray.length; pixel++, at += 3)
    gray[pixel] = grayOf(colors[at] ?? 0, colors[at + 1] ?? 0, colors[at + 2] ?? 0);
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

/** The sheet with its color images in gray. */
export function sheetInGray(sheet: Sheet): Sheet {
  const images = sheet.images.map((image): SheetImage =>
    image.channels === 1 ? image : { ...image, channels: 1, rows: () => grayRows(image) },
  );
  return { ...sheet, images };
}
