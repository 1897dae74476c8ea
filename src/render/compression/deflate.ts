// Rows of pixels → one zlib stream for PDF's FlateDecode and PNG's IDAT, each row under the PNG filter Paeth. Compressed bytes
// are passed on as they come, so that memory holds a few strips whatever the page. Start at `deflateRows`.
//
// Gray is compressed by noise-deflate.ts: an enlarged gray image is noise after the filter, in which a search for repetitions
// finds nothing. Colors repeat, since most of an ultrasound image is gray in three samples: they are compressed by zlib, on
// another thread while this one makes the next rows. Measured at 300 pixels per inch, bytes and time against the filter Up under
// zlib's strategy RLE: ultrasound in color 0.90 and 0.4 (RLE), 0.58 and 0.6 (level 1).
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { constants, createDeflate, deflateSync, type ZlibOptions } from 'node:zlib';
import { kernels } from '../kernels/machine-kernels.ts';
import { margin } from '../kernels/pixel-kernels.ts';
import { openWorkspace, type Workspace } from '../kernels/workspace.ts';
import { NoiseDeflate } from './noise-deflate.ts';

const stripBytes = 1 << 18;
/** Maximum strips being filled, waiting and compressed at the same time. */
const strips = 4;
/** Bytes allocated for the result of a small image. */
const smallPieceBytes = 1 << 15;
const paeth = 4;

/** The size of the samples that are compressed. */
export interface PixelFormat {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly bits: 8 | 16;
}

/** Compression by zlib after a filter. */
export function deflateOptions({ channels }: Pick<PixelFormat, 'channels'>): ZlibOptions {
  const effort = channels === 1 ? { strategy: constants.Z_RLE } : { level: 1 };
  return { ...effort, memLevel: 9, chunkSize: 1 << 16 };
}

/** Writes filtered rows, each preceded by the number of its filter. */
function rowFilter({ width, channels, bits }: PixelFormat, workspace: Workspace) {
  const pixelBytes = (channels * bits) / 8;
  const rowBytes = width * pixelBytes;
  let [row, above] = [workspace.bytes(margin + rowBytes), workspace.bytes(margin + rowBytes)];
  return (pixels: Uint8Array, target: Uint8Array, at: number): void => {
    row.set(pixels, margin);
    target[at] = paeth;
    kernels.filterPaeth({ row, above, rowBytes, pixelBytes }, target.subarray(at + 1));
    [row, above] = [above, row];
  };
}

interface Strip {
  readonly bytes: Uint8Array;
  compressed: Promise<void>;
}

/**
 * Compresses rows; a row may be overwritten once the next one was requested. Decode with /Predictor 15. Each piece is
 * in new memory. Throws the errors of the rows.
 */
export async function* deflateRows(
  rows: Iterable<Uint8Array>,
  format: PixelFormat,
): AsyncGenerator<Uint8Array, void, undefined> {
  const lineBytes = 1 + (format.width * format.channels * format.bits) / 8;
  const stripRows = Math.max(1, Math.min(format.height, Math.floor(stripBytes / lineBytes)));
  const workspace = openWorkspace();
  const newStrip = (): Strip => ({
    bytes: workspace.bytes(stripRows * lineBytes),
    compressed: Promise.resolve(),
  });
  try {
    const filter = rowFilter(format, workspace);
    if (stripRows >= format.height) {
      // A stream and its transfer to another thread would cost more than a small image, and so would tables of codes.
      const { bytes } = newStrip();
      let filled = 0;
      for (const row of rows) {
        filter(row, bytes, filled);
        filled += lineBytes;
      }
      yield deflateSync(bytes.subarray(0, filled), { ...deflateOptions(format), chunkSize: smallPieceBytes });
      return;
    }
    if (format.channels === 1) {
      yield* deflateNoise(rows, { filter, newStrip, lineBytes }, new NoiseDeflate(workspace));
      return;
    }
    yield* deflateStrips(rows, { filter, newStrip, lineBytes }, deflateOptions(format));
  } finally {
    workspace.release();
  }
}

interface StripWriter {
  readonly filter: ReturnType<typeof rowFilter>;
  readonly newStrip: () => Strip;
  readonly lineBytes: number;
}

/** Gray rows. */
function* deflateNoise(
  rows: Iterable<Uint8Array>,
  { filter, newStrip, lineBytes }: StripWriter,
  deflate: NoiseDeflate,
): Generator<Uint8Array, void, undefined> {
  const { bytes } = newStrip();
  let filled = 0;
  for (const row of rows) {
    filter(row, bytes, filled);
    filled += lineBytes;
    if (filled < bytes.length) continue;
    yield* deflate.add(bytes);
    filled = 0;
  }
  yield* deflate.add(bytes.subarray(0, filled));
  yield deflate.end();
}

/** Rows of colors. */
async function* deflateStrips(
  rows: Iterable<Uint8Array>,
  { filter, newStrip, lineBytes }: StripWriter,
  options: ZlibOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const deflate = createDeflate(options);
  let ready: Uint8Array[] = [];
  deflate.on('data', (chunk: Uint8Array) => ready.push(chunk));
  const taken = () => {
    const pieces = ready;
    ready = [];
    return pieces;
  };
  const ended = once(deflate, 'end');
  ended.catch(() => undefined);
  // Strips are reused: allocating memory costs more than filling it.
  const ring = Array.from({ length: strips }, newStrip);
  let number = 0;
  let filled = 0;
  try {
    for (const row of rows) {
      const strip = stripOf(ring, number);
      if (filled === 0) await strip.compressed;
      filter(row, strip.bytes, filled);
      filled += lineBytes;
      if (filled < strip.bytes.length) continue;
      strip.compressed = written(deflate, strip.bytes);
      number += 1;
      filled = 0;
      // Yield to the event loop; otherwise the waiting strip could not follow the finished one.
      await setImmediate();
      yield* taken();
    }
    const rest = stripOf(ring, number);
    await rest.compressed;
    deflate.end(rest.bytes.subarray(0, filled));
    await ended;
    yield* taken();
  } finally {
    deflate.destroy();
  }
}

function stripOf(ring: readonly Strip[], number: number): Strip {
  const strip = ring[number % strips];
  if (strip === undefined) throw new RangeError('The ring has a strip for each number.');
  return strip;
}

async function written(deflate: ReturnType<typeof createDeflate>, strip: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => {
    deflate.write(strip, () => {
      resolve();
    });
  });
}
