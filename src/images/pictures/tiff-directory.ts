// The directories of a TIFF file (TIFF 6.0, BigTIFF): the sample format and the pixel size of each page. libvips
// decodes TIFF but does not report these.

const tags = {
  width: 256,
  height: 257,
  photometric: 262,
  bitsPerSample: 258,
  compression: 259,
  stripOffsets: 273,
  samplesPerPixel: 277,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  planarConfiguration: 284,
  resolutionUnit: 296,
  predictor: 317,
  tileWidth: 322,
  sampleFormat: 339,
  minSampleValue: 340,
  maxSampleValue: 341,
} as const;

type TagName = keyof typeof tags;

export interface TiffPage {
  /** The values of a tag; empty if it is absent. */
  readonly values: (tag: TagName) => readonly number[];
  readonly value: (tag: TagName) => number | undefined;
  readonly littleEndian: boolean;
}

type Read = (view: DataView, at: number, little: boolean) => number;
/** Types of TIFF 6.0 and BigTIFF: bytes per value and the function that reads one. */
const types: Readonly<Record<number, readonly [size: number, read: Read]>> = {
  1: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getUint16(at, little)],
  4: [4, (view, at, little) => view.getUint32(at, little)],
  5: [8, (view, at, little) => view.getUint32(at, little) / view.getUint32(at + 4, little)],
  6: [1, (view, at) => view.getInt8(at)],
  8: [2, (view, at, little) => view.getInt16(at, little)],
  9: [4, (view, at, little) => view.getInt32(at, little)],
  11: [4, (view, at, little) => view.getFloat32(at, little)],
  12: [8, (view, at, little) => view.getFloat64(at, little)],
  16: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

/** Limit: a TIFF cannot have more strips than rows. */
const maxValues = 1 << 20;
const maxPages = 100_000;

/** Offsets of 32 bits, or of 64 in a BigTIFF. */
interface Layout {
  readonly wide: boolean;
  readonly little: boolean;
}

function offsetAt(view: DataView, at: number, { wide, little }: Layout): number {
  return wide ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
}

function layoutOf(view: DataView): (Layout & { readonly first: number }) | undefined {
  if (view.byteLength < 16) return undefined;
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  const version = view.getUint16(2, little);
  if (version !== 42 && version !== 43) return undefined;
  const layout = { wide: version === 43, little };
  return { ...layout, first: offsetAt(view, layout.wide ? 8 : 4, layout) };
}

function entryValues(view: DataView, at: number, layout: Layout): readonly number[] {
  const { wide, little } = layout;
  const [size, read] = types[view.getUint16(at + 2, little)] ?? [0, () => NaN];
  const count = wide ? Number(view.getBigUint64(at + 4, little)) : view.getUint32(at + 4, little);
  if (size === 0 || count > maxValues) return [];
  const field = at + (wide ? 12 : 8);
  const start = count * size <= (wide ? 8 : 4) ? field : offsetAt(view, field, layout);
  if (start + count * size > view.byteLength) return [];
  return Array.from({ length: count }, (_, index) => read(view, start + index * size, little));
}

/**
 * The directory of a page.
 * @param page from 0
 * @returns undefined when the bytes are not a TIFF or have no such page
 */
export function tiffPage(file: Uint8Array, page: number): TiffPage | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const layout = layoutOf(view);
  if (!layout || page >= maxPages) return undefined;
  const [countBytes, entryBytes] = layout.wide ? [8, 20] : [2, 12];
  let at = layout.first;
  for (let index = 0; at > 0 && at + countBytes <= view.byteLength; index++) {
    const entries = layout.wide ? offsetAt(view, at, layout) : view.getUint16(at, layout.little);
    const start = at + countBytes;
    const end = start + entries * entryBytes;
    if (index > page || end + 4 > view.byteLength) return undefined;
    if (index === page) {
      const found = new Map<number, readonly number[]>();
      for (let entry = start; entry < end; entry += entryBytes) {
        found.set(view.getUint16(entry, layout.little), entryValues(view, entry, layout));
      }
      const values = (tag: TagName) => found.get(tags[tag]) ?? [];
      return { values, value: (tag) => values(tag)[0], littleEndian: layout.little };
    }
    at = offsetAt(view, end, layout);
  }
  return undefined;
}
