// A small picture of a frame, for a list of files: what is in it, not how it prints. Start at `thumbnailOf`.
import sharp from 'sharp';
import type { ImageSource, PreparedImage } from './pixels/prepared-image.ts';

/** Longest side. */
const thumbnailPixels = 160;

/** Samples of 8 bits, RGBRGB… for colors. */
function samplesOf(image: PreparedImage): { readonly data: Uint8Array; readonly channels: 1 | 3 } {
  const pixels = image.rows * image.columns;
  if (image.kind === 'gray') {
    const { data, photometricInterpretation, bitsStored } = image;
    const flip = photometricInterpretation === 'MONOCHROME1' ? 255 : 0;
    if (image.bitsAllocated === 8)
      return { data: flip === 0 ? data : data.map((value) => 255 - value), channels: 1 };
    const shift = bitsStored - 8;
    const eight = new Uint8Array(pixels);
    for (let at = 0; at < pixels; at += 1)
      eight[at] = (((data[at * 2] ?? 0) | ((data[at * 2 + 1] ?? 0) << 8)) >> shift) ^ flip;
    return { data: eight, channels: 1 };
  }
  if (image.planarConfiguration === 0) return { data: image.data, channels: 3 };
  const joined = new Uint8Array(pixels * 3);
  for (let channel = 0; channel < 3; channel += 1)
    for (let at = 0; at < pixels; at += 1) joined[at * 3 + channel] = image.data[channel * pixels + at] ?? 0;
  return { data: joined, channels: 3 };
}

/** A PNG in the proportions of the frame. @throws ImageFailure of the frame */
export async function thumbnailOf(frame: Pick<ImageSource, 'prepare' | 'color'>): Promise<Uint8Array> {
  const image = await frame.prepare({ color: frame.color, bits: 8 });
  const { rows, columns, pixelAspectRatio } = image;
  const [vertical, horizontal] = pixelAspectRatio;
  const shown = { width: columns * horizontal, height: rows * vertical };
  const scale =
    Math.min(1, thumbnailPixels / Math.max(columns, rows)) *
    (Math.max(columns, rows) / Math.max(shown.width, shown.height));
  const side = (length: number) => Math.min(thumbnailPixels, Math.max(1, Math.round(length * scale)));
  const { data, channels } = samplesOf(image);
  return sharp(data, { raw: { width: columns, height: rows, channels }, limitInputPixels: false })
    .resize(side(shown.width), side(shown.height), { fit: 'fill' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer();
}
