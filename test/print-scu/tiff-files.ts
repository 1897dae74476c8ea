// TIFF files made in memory (TIFF 6.0): one uncompressed strip, any sample format. Start at `tiffFile`.

export interface TiffImage {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: 1 | 4 | 8 | 16 | 32 | 64;
  readonly samplesPerPixel?: 1 | 3 | 4;
  /** 1 unsigned, 2 signed, 3 floating point. */
  readonly sampleFormat?: 1 | 2 | 3;
  /** 0 min is white, 1 min is black, 2 RGB, 3 palette, 5 CMYK. */
  readonly photometric?: 0 | 1 | 2 | 3 | 5;
  /** Pixels for each unit: 1 none, 2 inch, 3 centimeter. */
  readonly resolution?: { readonly x: number; readonly y: number; readonly unit: 1 | 2 | 3 };
  /** 16-bit reds, greens and blues, one after the other. */
  readonly palette?: readonly number[];
  /** Smallest and largest value that the file declares, of the type of the samples. */
  readonly range?: readonly [number, number];
  /** Planes one after the other. */
  readonly planar?: boolean;
  readonly strip: Uint8Array;
}

type Entry = readonly [tag: number, type: 3 | 4 | 5 | 11, values: readonly number[]];
const sizes = { 3: 2, 4: 4, 5: 8, 11: 4 } as const;

function valueBytes([, type, values]: Entry): Buffer {
  const bytes = Buffer.alloc(values.length * sizes[type]);
  for (const [index, value] of values.entries()) {
    if (type === 3) bytes.writeUInt16LE(value, index * 2);
    else if (type === 4) bytes.writeUInt32LE(value, index * 4);
    else if (type === 11) bytes.writeFloatLE(value, index * 4);
    else {
      bytes.writeUInt32LE(Math.round(value * 1000), index * 8);
      bytes.writeUInt32LE(1000, index * 8 + 4);
    }
  }
  return bytes;
}

export function tiffFile(image: TiffImage): Buffer {
  const { width, height, bitsPerSample, samplesPerPixel = 1, sampleFormat = 1, strip } = image;
  const entries: Entry[] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, Array<number>(samplesPerPixel).fill(bitsPerSample)],
    [259, 3, [1]],
    [262, 3, [image.photometric ?? 1]],
    [273, 4, [8]],
    [277, 3, [samplesPerPixel]],
    [278, 4, [height]],
    [279, 4, [strip.length]],
    ...(image.planar ? ([[284, 3, [2]]] satisfies Entry[]) : []),
    ...(image.resolution
      ? ([
          [282, 5, [image.resolution.x]],
          [283, 5, [image.resolution.y]],
          [296, 3, [image.resolution.unit]],
        ] satisfies Entry[])
      : []),
    ...(image.palette ? ([[320, 3, image.palette]] satisfies Entry[]) : []),
    [339, 3, Array<number>(samplesPerPixel).fill(sampleFormat)],
    ...(image.range
      ? ([
          [340, 11, [image.range[0]]],
          [341, 11, [image.range[1]]],
        ] satisfies Entry[])
      : []),
  ];
  const padded = Buffer.concat([strip, Buffer.alloc(strip.length % 2)]);
  const directoryAt = 8 + padded.length;
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  const extra: Buffer[] = [];
  let extraAt = directoryAt + directory.length;
  directory.writeUInt16LE(entries.length, 0);
  for (const [index, entry] of entries.entries()) {
    const [tag, type, values] = entry;
    const at = 2 + index * 12;
    const bytes = valueBytes(entry);
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(values.length, at + 4);
    if (bytes.length <= 4) {
      bytes.copy(directory, at + 8);
    } else {
      directory.writeUInt32LE(extraAt, at + 8);
      extra.push(bytes);
      extraAt += bytes.length;
    }
  }
  const head = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(directoryAt, 4);
  return Buffer.concat([head, padded, directory, ...extra]);
}
