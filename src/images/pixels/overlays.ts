// Overlay planes (PS3.3 C.9.2): bits that are drawn over an image, in groups 6000 to 601E, for all frames or some of them.
// Old files keep them in unused bits of the pixels (PS3.5 8.1.2, retired).
import type { NativeFrame } from './decompress.ts';
import type { FileAttributes } from '../file/file-attributes.ts';
import { unpackBits } from '../file/frame-bytes.ts';
import { storedWords } from './samples.ts';
import type { Grid } from './shutters.ts';

const groups = Array.from({ length: 16 }, (_, index) => 0x6000 + index * 2);

/** One plane, as it applies to one frame. */
interface Plane {
  readonly rows: number;
  readonly columns: number;
  /** Row and column of the image where the plane begins, from 0. */
  readonly top: number;
  readonly left: number;
  /** 0 or 1 per pixel of the plane. */
  readonly bits: Uint8Array;
}

/** The frame of the plane that applies to a frame of the image; undefined: none (C.9.2.1, Image Frame Origin). */
function planeFrame(plane: FileAttributes, frame: number): number | undefined {
  const frames = plane.number('NumberOfFramesInOverlay');
  if (frames === undefined || frames < 1) return 0;
  const index = frame - ((plane.number('ImageFrameOrigin') ?? 1) - 1);
  return index >= 0 && index < frames ? index : undefined;
}

function embeddedBits(
  plane: FileAttributes,
  native: NativeFrame,
  littleEndian: boolean,
): Uint8Array | undefined {
  const { bitsAllocated, numbers, highBit, bitsStored } = native.pixel;
  const position = plane.number('OverlayBitPosition') ?? 0;
  const unused = position > highBit || position < highBit + 1 - bitsStored;
  if (numbers !== 'integer' || plane.number('OverlayBitsAllocated') !== bitsAllocated || !unused)
    return undefined;
  if (position >= bitsAllocated) return undefined;
  return Uint8Array.from(storedWords(native, littleEndian), (word) => Math.floor(word / 2 ** position) & 1);
}

/** The frame to which overlays apply. */
export interface OverlaidFrame {
  /** Index of the frame, from 0. */
  readonly frame: number;
  readonly native: NativeFrame;
  readonly littleEndian: boolean;
}

function planeOf(
  image: FileAttributes,
  group: number,
  { frame, native, littleEndian }: OverlaidFrame,
): Plane | undefined {
  const plane = image.overlayGroup(group);
  const [originRow = 1, originColumn = 1] = plane.numbers('OverlayOrigin');
  const [top, left] = [originRow - 1, originColumn - 1];
  const packed = plane.packed('OverlayData');
  if (!packed) {
    if (!plane.has('OverlayBitPosition')) return undefined;
    const bits = embeddedBits(plane, native, littleEndian);
    return bits && { rows: native.pixel.rows, columns: native.pixel.columns, top: 0, left: 0, bits };
  }
  const rows = plane.number('OverlayRows') ?? native.pixel.rows;
  const columns = plane.number('OverlayColumns') ?? native.pixel.columns;
  const index = planeFrame(plane, frame);
  if (index === undefined || (index + 1) * rows * columns > packed.length * 8) return undefined;
  return { rows, columns, top, left, bits: unpackBits(packed, index * rows * columns, rows * columns) };
}

function draw(mask: Uint8Array, grid: Grid, { rows, columns, top, left, bits }: Plane): void {
  for (let row = Math.max(0, -top); row < rows && row + top < grid.rows; row++) {
    for (let column = Math.max(0, -left); column < columns && column + left < grid.columns; column++) {
      if (bits[row * columns + column] === 1) mask[(row + top) * grid.columns + column + left] = 1;
    }
  }
}

export interface OverlayMasks {
  /** 1 for every pixel covered by an overlay; undefined: none. */
  readonly drawn: Uint8Array | undefined;
  /** 1 for every pixel hidden by a bitmap shutter; undefined: none. */
  readonly hidden: Uint8Array | undefined;
}

/**
 * The overlays of a frame. Planes with too little data are ignored.
 * @param shutterGroup the group that is used as a bitmap shutter (C.7.6.15) and is not drawn
 */
export function overlayMasks(
  image: FileAttributes,
  overlaid: OverlaidFrame,
  shutterGroup: number | undefined,
): OverlayMasks {
  const grid = overlaid.native.pixel;
  const masks: { drawn?: Uint8Array; hidden?: Uint8Array } = {};
  for (const group of groups) {
    const plane = planeOf(image, group, overlaid);
    if (!plane) continue;
    const which = group === shutterGroup ? 'hidden' : 'drawn';
    draw((masks[which] ??= new Uint8Array(grid.rows * grid.columns)), grid, plane);
  }
  return { drawn: masks.drawn, hidden: masks.hidden };
}
