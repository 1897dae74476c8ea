// How large the pixels of a picture are, if its file says so: pHYs of PNG, JFIF or Exif of JPEG, the directory of TIFF. A
// library that fills in 72 pixels per inch where the file says nothing is of no use here. Begin at `pictureResolution`.
import { tiffPage } from './tiff-directory.ts';

export interface PictureResolution {
  /** Distance between columns and between rows in mm; undefined: the file does not say. */
  readonly columnMm?: number;
  readonly rowMm?: number;
  /** Height of a pixel over its width, for files that say this alone; 1 where they do not. */
  readonly aspect: number;
}

const unknown: PictureResolution = { aspect: 1 };

/** What libvips and its users write where nothing was said: no picture has pixels of a millimeter. */
const fillerPerMm = 1;

/** @param unitMm how long the unit is that x and y count pixels of; undefined: x and y are a ratio alone */
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

/** PNG 11.3.4.3: pHYs stands before the pixels. */
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

/** The unit is the inch unless said otherwise (TIFF 6.0, Exif 4.6.4 A). */
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
      const said = resolution(jfif.getUint16(8), jfif.getUint16(10), unitsOfJfif[jfif.getUint8(7)]);
      if (said.columnMm !== undefined) return said;
      found = said;
    } else if (marker === 0xe1 && name === 'Exif\0\0') {
      const said = ofTiff(segment.subarray(6), 0);
      if (said.columnMm !== undefined) return said;
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
