// The body of a page in PWG Raster and in Apple Raster, which use the same encoding (PWG 5102.4 clause 4.4). Equal
// lines are encoded once: a byte with the number of repetitions, then the line in runs. A run is a byte n below 128
// and a pixel, which is repeated n + 1 times; or a byte 257 − n followed by n pixels, n from 2 to 128. Start at
// `encodeRows`.

/** Maximum length of a run, and of a list of pixels. */
const longest = 128;
const maxRepeats = 256;
/** Lines are passed on in pieces of at least this size. */
const pieceBytes = 1 << 18;

/** Maximum bytes of the runs of a line: at worst one byte per pixel in addition to the pixel itself. */
function worstLineBytes(pixels: number, pixelBytes: number): number {
  return pixels * (pixelBytes + 1);
}

/** Number of equal pixels from byte `from` of the line on, at most `maxPixels`. */
function runLength(line: Uint8Array, from: number, pixelBytes: 1 | 3, maxPixels: number): number {
  const stop = Math.min(line.length, from + maxPixels * pixelBytes);
  let at = from + pixelBytes;
  // Pixels are equal as long as each byte is that of the pixel before.
  while (at < stop && line[at] === line[at - pixelBytes]) at++;
  return Math.floor((at - from) / pixelBytes);
}

/** Encodes a line into `target` from `at` on and returns the position after it. */
function encodeLine(line: Uint8Array, pixelBytes: 1 | 3, target: Uint8Array, at: number): number {
  // A run of two equal gray pixels costs as much as two pixels of a list, and ending the list would cost one more
  // byte.
  const worthwhile = pixelBytes === 1 ? 3 : 2;
  const end = line.length;
  let to = at;
  for (let from = 0; from < end;) {
    const run = runLength(line, from, pixelBytes, longest);
    if (run >= worthwhile || from + run * pixelBytes >= end) {
      target[to++] = run - 1;
      for (let byte = 0; byte < pixelBytes; byte++) target[to++] = line[from + byte] ?? 0;
      from += run * pixelBytes;
      continue;
    }
    const start = from;
    const stop = Math.min(end, from + longest * pixelBytes);
    from += run * pixelBytes;
    while (from < stop && runLength(line, from, pixelBytes, worthwhile) < worthwhile) from += pixelBytes;
    const pixels = (from - start) / pixelBytes;
    target[to++] = pixels === 1 ? 0 : 257 - pixels;
    for (let byte = start; byte < from; byte++) target[to++] = line[byte] ?? 0;
  }
  return to;
}

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

/**
 * Encodes the rows of a page, all of the same length; a row may be overwritten once the next one was requested.
 * @param pixelBytes - 1 for gray, 3 for color
 * @returns pieces, each in new memory
 */
export function* encodeRows(
  rows: Iterable<Uint8Array>,
  pixelBytes: 1 | 3,
): Generator<Uint8Array, void, undefined> {
  let line = new Uint8Array(0);
  let repeats = 0;
  let worst = 0;
  let piece = new Uint8Array(0);
  let filled = 0;
  const flush = () => {
    piece[filled] = repeats - 1;
    filled = encodeLine(line, pixelBytes, piece, filled + 1);
  };
  for (const row of rows) {
    if (repeats === 0) {
      line = row.slice();
      worst = 1 + worstLineBytes(row.length / pixelBytes, pixelBytes);
      piece = new Uint8Array(pieceBytes + worst);
      repeats = 1;
      continue;
    }
    if (repeats < maxRepeats && same(row, line)) {
      repeats += 1;
      continue;
    }
    flush();
    if (filled >= pieceBytes) {
      yield piece.subarray(0, filled);
      piece = new Uint8Array(pieceBytes + worst);
      filled = 0;
    }
    line.set(row);
    repeats = 1;
  }
  if (repeats === 0) return;
  flush();
  yield piece.subarray(0, filled);
}
