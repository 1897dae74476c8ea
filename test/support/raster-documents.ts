// Strict parsers for PWG Raster and Apple Raster, independent of the product and based on the format descriptions
// (PWG 5102.4-2012 and CUPS): any deviation throws.

export interface ReadPage {
  readonly header: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly pixelsPerInch: number;
  /** One byte per sample; for 1 bit, eight per byte, and each row begins with a new byte. */
  readonly pixels: Uint8Array;
}

/** Decodes lines of runs from `at` on; returns the pixels and the end of the page. */
export function readBody(
  bytes: Uint8Array,
  at: number,
  size: { readonly width: number; readonly height: number; readonly channels: number },
): { readonly pixels: Uint8Array; readonly end: number } {
  const { width, height, channels } = size;
  const lineBytes = width * channels;
  const pixels = new Uint8Array(lineBytes * height);
  const next = () => {
    const byte = bytes[at];
    if (byte === undefined) throw new Error(`the body ends at ${at}`);
    at += 1;
    return byte;
  };
  for (let y = 0; y < height;) {
    const repeats = next() + 1;
    if (y + repeats > height) throw new Error(`line ${y} is repeated beyond the page`);
    const line = new Uint8Array(lineBytes);
    for (let x = 0; x < lineBytes;) {
      const code = next();
      if (code === 128) throw new Error('128 is reserved');
      if (code < 128) {
        const pixel = Array.from({ length: channels }, next);
        for (let again = 0; again <= code; again++, x += channels) line.set(pixel, x);
      } else {
        for (let rest = (257 - code) * channels; rest > 0; rest--) line[x++] = next();
      }
    }
    for (let again = 0; again < repeats; again++, y++) pixels.set(line, y * lineBytes);
  }
  return { pixels, end: at };
}

export function readPwgRaster(bytes: Buffer): readonly ReadPage[] {
  if (bytes.toString('latin1', 0, 4) !== 'RaS2') throw new Error('no sync word');
  const pages: ReadPage[] = [];
  for (let at = 4; at < bytes.length;) {
    const header = bytes.subarray(at, at + 1796);
    const [width, height] = [header.readUInt32BE(372), header.readUInt32BE(376)];
    const channels = header.readUInt32BE(388) === 24 ? 3 : 1;
    const rowBytes = header.readUInt32BE(388) === 1 ? Math.ceil(width / 8) : width;
    const body = readBody(bytes, at + 1796, { width: rowBytes, height, channels });
    pages.push({
      header,
      width,
      height,
      channels,
      pixels: body.pixels,
      pixelsPerInch: header.readUInt32BE(276),
    });
    at = body.end;
  }
  return pages;
}

export function readUrf(bytes: Buffer): readonly ReadPage[] {
  if (bytes.toString('latin1', 0, 8) !== 'UNIRAST\0') throw new Error('not UNIRAST');
  const pages: ReadPage[] = [];
  let at = 12;
  while (at < bytes.length) {
    const header = bytes.subarray(at, at + 32);
    const [width, height] = [header.readUInt32BE(12), header.readUInt32BE(16)];
    const channels = header[0] === 24 ? 3 : 1;
    const rowBytes = header[0] === 1 ? Math.ceil(width / 8) : width;
    const body = readBody(bytes, at + 32, { width: rowBytes, height, channels });
    pages.push({
      header,
      width,
      height,
      channels,
      pixels: body.pixels,
      pixelsPerInch: header.readUInt32BE(20),
    });
    at = body.end;
  }
  if (bytes.readUInt32BE(8) !== pages.length) throw new Error('the number of pages is wrong');
  return pages;
}
