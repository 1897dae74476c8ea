// The size of the pixels of a picture, if its file states it: pHYs of PNG, JFIF or Exif of JPEG, the directory of
// TIFF. sharp reports 72 pixels per inch for files that state nothing, so it is not used here. Start at
// `pictureResolution`.
import { tiffPage } from './tiff-directory.ts';

export interface PictureResolution {
  /** Distance between columns and between rows in mm; undefined: not stated in the file. */
  readonly columnMm?: number;
  readonly rowMm?: number;
  /** Pixel height divided by pixel width, for files that state only this ratio; default: 1. */
  readonly aspect: number;
}

const unknown: PictureResolution = { aspect: 1 };

/** The default that libvips and programs based on it write; pictures do not have pixels of one millimeter. */
const fillerPerMm = 1;

/** @param unitMm length of the unit to which x and y refer; undefined: x and y are only a ratio */
function resolution(
  x: number | undefined,
  y: number | undefined,
  unitMm: number | undefined,
): PictureResolution {
  if (x === undefined || y === undefined || !(x > 0 && y > 0) || !Number.isFinite(x * y)) return unknown;
  const isFiller = unitMm !== undefined && x / unitMm === fillerPerMm && y === x;
  return {
    aspect: x / y,
    ...(unitMm !== undefined && !isFiller && { columnMm: unitMm / x, rowMm: unitMm / y }),
  };
}

/** PNG 11.3.4.3: pHYs precedes the pixels. */
function ofPng(view: DataView): PictureResolution {
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const type = view.getUint32(at + 4);
    if (type === 0x49444154) break; // IDAT
    if (type === 0x70485973 && at + 17 <= view.byteLength) {
      return resolution(
        view.getUint32(at + 8),
        view.getUint32(at + 12),
        view.getUint8(at + 16) === 1 ? 1000 : undefined,
      );
    }
  }
  return unknown;
}

const unitsOfTiff: Readonly<Record<number, number>> = { 2: 25.4, 3: 10 };

/** The default unit is the inch (TIFF 6.0, Exif 4.6.4 A). */
function ofTiff(file: Uint8Array, page: number): PictureResolution {
  const directory = tiffPage(file, page);
  const unit = directory?.value('resolutionUnit') ?? 2;
  return resolution(directory?.value('xResolution'), directory?.value('yResolution'), unitsOfTiff[unit]);
}

const unitsOfJfif: Readonly<Record<number, number>> = { 1: 25.4, 2: 10 };

/** JFIF in APP0, else Exif in APP1. */
function ofJpeg(file: Uint8Array, view: DataView): PictureResolution {
  let found = unknown;
  for (
    let at = 2;
    at + 4 <= view.byteLength && view.getUint8(at) === 0xff;
    at += 2 + view.getUint16(at + 2)
  ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xda) break;
    const end = Math.min(at + 2 + view.getUint16(at + 2), file.length);
    const segment = file.subarray(at + 4, end);
    const name = Buffer.from(segment.subarray(0, 6)).toString('latin1');
    if (marker === 0xe0 && name.startsWith('JFIF\0') && segment.length >= 12) {
      const jfif = new DataView(segment.buffer, segment.byteOffset, segment.byteLength);
      const declared = resolution(jfif.getUint16(8), jfif.getUint16(10), unitsOfJfif[jfif.getUint8(7)]);
      if (declared.columnMm !== undefined) return declared;
      found = declared;
    } else if (marker === 0xe1 && name === 'Exif\0\0') {
      const declared = ofTiff(segment.subarray(6), 0);
      if (declared.columnMm !== undefined) return declared;
    }
  }
  return found;
}

/** @param page from 0 */
export function pictureResolution(file: Uint8Array, page: number): PictureResolution {
  if (file.length < 16) return unknown;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const start = view.getUint16(0);
  if (start === 0x8950) return ofPng(view);
  return start === 0xffd8 ? ofJpeg(file, view) : ofTiff(file, page);
}
