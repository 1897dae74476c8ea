// The smallest TIFF of a color image with an ICC profile (TIFF 6.0; ICC.1 annex B.4): one strip, not compressed.

const short = 3;
const long = 4;
const undefinedBytes = 7;

/** Little endian; `samples` are RGBRGB…, 8 bits each, `width` × `height` pixels. */
export function colorTiff(profile: Buffer, width: number, height: number, samples: Buffer): Buffer {
  const tags = 11;
  const bitsAt = 8 + 2 + tags * 12 + 4;
  const profileAt = bitsAt + 6;
  const samplesAt = profileAt + profile.length + (profile.length % 2);
  const entries = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, 3, bitsAt],
    // Not compressed; RGB.
    [259, short, 1, 1],
    [262, short, 1, 2],
    [273, long, 1, samplesAt],
    [277, short, 1, 3],
    [278, long, 1, height],
    [279, long, 1, samples.length],
    [284, short, 1, 1],
    [34675, undefinedBytes, profile.length, profileAt],
  ] as const;
  const head = Buffer.alloc(samplesAt);
  head.write('II', 0, 'latin1');
  head.writeUInt16LE(42, 2);
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    // A single SHORT is stored in the first two bytes; in little endian, writing 32 bits puts it there.
    head.writeUInt32LE(value, at + 8);
  }
  for (const sample of [0, 1, 2]) head.writeUInt16LE(8, bitsAt + sample * 2);
  profile.copy(head, profileAt);
  return Buffer.concat([head, samples]);
}
