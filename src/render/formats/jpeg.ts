// A page as a JPEG, for devices that accept nothing better: grays are off by a value or two. libvips needs a whole
// picture in memory to encode it, so a page is encoded in bands, whose scans are joined by restart markers (ITU-T
// T.81 B.1.1.3, B.2.4.4): at such a marker a decoder restarts, as at the beginning of a band. Start at `jpegOfRows`.
import sharp from 'sharp';
import type { PageGrid } from '../sheet/page-rows.ts';

/** High enough that the loss is not visible. */
const defaultQuality = 95;
/**
 * Full chroma: edges of color stay sharp, and a unit of the scan is 8 × 8 pixels. Huffman codes are not optimized for the
 * picture: all bands must have the same.
 */
const settings = { chromaSubsampling: '4:4:4', optimiseCoding: false } as const;

/** A picture of pixels: a page, or an image on one. */
interface Picture extends PageGrid {
  readonly pixelsPerInch: number;
  /** 1 to 100. */
  readonly quality: number;
}

const unitPixels = 8;
/** Units from one restart marker to the next, limited by the segment that states it. */
const maxUnits = 65_535;
/** Rows of units in a band, if it is not too wide. */
const bandUnits = 16;

/** Markers, each preceded by a byte 0xff. */
const marker = { sof0: 0xc0, rst0: 0xd0, eoi: 0xd9, sos: 0xda, dri: 0xdd } as const;

/** A JPEG in pieces: bytes of its header up to the scan, and the scan without the marker that ends it. */
interface Encoded {
  readonly header: Buffer;
  readonly scan: Buffer;
}

async function encode(band: Uint8Array, { width, channels, quality }: Picture): Promise<Encoded> {
  const height = band.length / width / channels;
  const jpeg = await sharp(band, { raw: { width, height, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .jpeg({ ...settings, quality })
    .toBuffer();
  const sos = segmentAt(jpeg, marker.sos);
  const scan = sos + 2 + jpeg.readUInt16BE(sos + 2);
  return { header: jpeg.subarray(0, scan), scan: jpeg.subarray(scan, jpeg.length - 2) };
}

/** The position of a marker's segment. */
function segmentAt(jpeg: Buffer, wanted: number): number {
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at + 1] !== wanted) at += 2 + jpeg.readUInt16BE(at + 2);
  if (jpeg[at + 1] !== wanted) throw new TypeError(`A JPEG has no marker ${wanted.toString(16)}.`);
  return at;
}

/** Rows collected into bands, each in new memory; the last one may be shorter. */
function* bandsOf(
  rows: Iterable<Uint8Array>,
  page: Picture,
  bandRows: number,
): Generator<Uint8Array, void, undefined> {
  const rowBytes = page.width * page.channels;
  let band = new Uint8Array(0);
  let filled = 0;
  for (const row of rows) {
    if (filled === 0) band = new Uint8Array(bandRows * rowBytes);
    band.set(row, filled);
    filled += rowBytes;
    if (filled < band.length) continue;
    yield band;
    filled = 0;
  }
  if (filled > 0) yield band.subarray(0, filled);
}

/**
 * The JPEG of a page's or an image's rows, with its resolution, piece by piece; throws the errors of the rows.
 * @param quality - 1 to 100
 */
export async function* jpegOfRows(
  rows: Iterable<Uint8Array>,
  grid: PageGrid & { readonly pixelsPerInch: number },
  quality = defaultQuality,
): AsyncGenerator<Uint8Array, void, undefined> {
  const page: Picture = { ...grid, quality };
  const unitsAcross = Math.ceil(page.width / unitPixels);
  const unitRows = Math.min(bandUnits, Math.floor(maxUnits / unitsAcross));
  let header: Buffer | undefined;
  let restarts = 0;
  for await (const band of oneAhead(bandsOf(rows, page, unitRows * unitPixels), page)) {
    if (header === undefined) {
      header = band.header;
      yield pageHeader(header, page, unitsAcross * unitRows);
    } else {
      yield Uint8Array.of(0xff, marker.rst0 + (restarts++ % 8));
    }
    yield band.scan;
  }
  yield Uint8Array.of(0xff, marker.eoi);
}

/** Encoded bands: while libvips encodes one, the rows of the next are painted. */
async function* oneAhead(
  bands: Iterable<Uint8Array>,
  page: Picture,
): AsyncGenerator<Encoded, void, undefined> {
  let before: Promise<Encoded> | undefined;
  for (const band of bands) {
    const encoded = encode(band, page);
    // The error is handled when this band is awaited.
    encoded.catch(() => undefined);
    if (before !== undefined) yield await before;
    before = encoded;
  }
  if (before !== undefined) yield await before;
}

/** Converts the header of a band to that of the page: with its height, the restart interval, and the JFIF segment. */
function pageHeader(header: Buffer, { height, pixelsPerInch }: Picture, restartUnits: number): Buffer {
  const whole = Buffer.from(header);
  whole.writeUInt16BE(height, segmentAt(whole, marker.sof0) + 5);
  const sos = segmentAt(whole, marker.sos);
  const interval = Buffer.from([0xff, marker.dri, 0, 4, restartUnits >> 8, restartUnits & 0xff]);
  const [begin, tables, scan] = [whole.subarray(0, 2), whole.subarray(2, sos), whole.subarray(sos)];
  return Buffer.concat([begin, jfifSegment(pixelsPerInch), tables, interval, scan]);
}

/**
 * The segment APP0 of JFIF 1.02, from which devices read the resolution. libvips omits it, and writes the resolution
 * as Exif.
 */
function jfifSegment(pixelsPerInch: number): Buffer {
  const segment = Buffer.from([
    0xff,
    0xe0,
    0,
    16,
    ...Buffer.from('JFIF\0', 'latin1'),
    1,
    2,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
  ]);
  const density = 12;
  segment.writeUInt16BE(pixelsPerInch, density);
  segment.writeUInt16BE(pixelsPerInch, density + 2);
  return segment;
}
