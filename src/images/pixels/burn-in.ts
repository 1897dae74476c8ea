// Applies shutters and overlays to the prepared pixels: shutters first, then overlays, which remain visible outside a
// shutter (PS3.4 N.2.6).
import type { NativeFrame } from './decompress.ts';
import type { FileAttributes } from '../file/file-attributes.ts';
import { frameMacros } from '../file/frame-macros.ts';
import type { PixelGeometry } from './pixel-geometry.ts';
import type { PreparedImage, PrepareOptions } from './prepared-image.ts';
import { overlayMasks } from './overlays.ts';
import { shutterColor, shutterGray, shutterMask } from './shutters.ts';

/** A value from 0 to 1 for a gray image, or a color of 8 bits per sample for a planar one. */
interface Ink {
  readonly gray: number;
  readonly color: readonly [number, number, number];
}

function paint(image: PreparedImage, mask: Uint8Array, ink: Ink): void {
  const { data } = image;
  if (image.kind === 'rgb') {
    for (const [plane, value] of ink.color.entries()) {
      const start = plane * mask.length;
      for (let index = 0; index < mask.length; index++) if (mask[index] === 1) data[start + index] = value;
    }
    return;
  }
  const value = Math.round(ink.gray * (2 ** image.bitsStored - 1));
  for (let index = 0; index < mask.length; index++) {
    if (mask[index] !== 1) continue;
    if (image.bitsAllocated === 8) {
      data[index] = value;
    } else {
      data[index * 2] = value & 0xff;
      data[index * 2 + 1] = value >> 8;
    }
  }
}

const white: Ink = { gray: 1, color: [255, 255, 255] };

function shutterInk(shutter: FileAttributes): Ink {
  const gray = shutterGray(shutter);
  const level = Math.round(gray * 255);
  return { gray, color: shutterColor(shutter) ?? [level, level, level] };
}

export interface BurnInOptions extends Pick<PrepareOptions, 'overlays' | 'shutters'> {
  /** Index of the frame, from 0. */
  readonly frame: number;
  readonly littleEndian: boolean;
  readonly pixelAspectRatio: PixelGeometry['pixelAspectRatio'];
}

/** Changes the pixels of `image`, which was prepared from `native`. */
export function burnIn(
  image: PreparedImage,
  native: NativeFrame,
  attributes: FileAttributes,
  options: BurnInOptions,
): void {
  const { frame, littleEndian, pixelAspectRatio, overlays = true, shutters = true } = options;
  const { displayShutter } = frameMacros(attributes, frame);
  const group = displayShutter.number('ShutterOverlayGroup');
  const { drawn, hidden } = overlayMasks(attributes, { frame, native, littleEndian }, group);
  const mask = shutters ? shutterMask(displayShutter, native.pixel, pixelAspectRatio, hidden) : undefined;
  if (mask) paint(image, mask, shutterInk(displayShutter));
  if (overlays && drawn) paint(image, drawn, white);
}
