// Images of every photometric interpretation in grayscale and in color image boxes, sent to the real server and read from the
// page. The expected pixels are computed here from the sent values, by the standard's formulas.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { dataSetOf, type DataSet } from '../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../src/dicom/data-set/uids.ts';
import { paperDeviceValue } from './support/gray-reference.ts';
import { open } from './support/network-print.ts';
import { TestServer } from './support/server.ts';

const config =
  'dicom: { host: 127.0.0.1, port: 0 }\nconsole: { port: 0 }\nprinters:\n  - { aeTitle: HARDCOPY, medium: paper, resolution: 72 }\n';
let server: TestServer;
before(async () => {
  server = await TestServer.start({ config });
});
after(async () => {
  await server.stop();
});

type Rgb = readonly [red: number, green: number, blue: number];
type Values = Parameters<typeof dataSetOf>[0];

/** Four bands from left to right, 24 columns each. */
const colors: readonly Rgb[] = [
  [200, 40, 30],
  [30, 180, 60],
  [40, 60, 220],
  [128, 128, 128],
];
const side = 96;
const bandAt = (pixel: number) => Math.floor((pixel % side) / 24);

/** PS3.3 C.7.6.3.1.2: rows give Y, CB, CR of red, green and blue, and what is added. */
const full = {
  matrix: [
    [0.299, 0.587, 0.114],
    [-0.1687, -0.3313, 0.5],
    [0.5, -0.4187, -0.0813],
  ],
  offset: [0, 128, 128],
} as const;
const partial = {
  matrix: [
    [0.2568, 0.5041, 0.0979],
    [-0.1482, -0.291, 0.4392],
    [0.4392, -0.3678, -0.0714],
  ],
  offset: [16, 128, 128],
} as const;
type Ybr = typeof full | typeof partial;

const toYbr = ({ matrix, offset }: Ybr, rgb: Rgb): Rgb =>
  matrix.map((row, index) =>
    Math.round(row[0] * rgb[0] + row[1] * rgb[1] + row[2] * rgb[2] + (offset[index] ?? 0)),
  ) as unknown as Rgb;

/** Solves the three equations for red, green and blue (Cramer's rule). */
function fromYbr({ matrix, offset }: Ybr, ybr: Rgb): Rgb {
  const right = ybr.map((value, index) => value - (offset[index] ?? 0));
  const determinant = (m: readonly (readonly number[])[]) => {
    const [[a = 0, b = 0, c = 0] = [], [d = 0, e = 0, f = 0] = [], [g = 0, h = 0, i = 0] = []] = m;
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  };
  const whole = determinant(matrix);
  return [0, 1, 2].map((column) => {
    const replaced = matrix.map((row, index) =>
      row.map((value, at) => (at === column ? (right[index] ?? 0) : value)),
    );
    return Math.min(255, Math.max(0, determinant(replaced) / whole));
  }) as unknown as Rgb;
}

interface Variant {
  readonly name: string;
  readonly item: Values;
  /** Colors of the bands, 0 to 255; by default those above. */
  readonly shows?: readonly Rgb[];
  /** One gray for all bands, as a part of full scale: an image without colors. */
  readonly grays?: readonly number[];
}

const grid = {
  Rows: side,
  Columns: side,
  BitsAllocated: 8,
  BitsStored: 8,
  HighBit: 7,
  PixelRepresentation: 0,
};
const wide = { BitsAllocated: 16, BitsStored: 16, HighBit: 15 };

const bytesOf = (count: number, valueOf: (index: number) => number) =>
  Uint8Array.from({ length: count }, (_, index) => valueOf(index));
function wordsOf(values: readonly number[]): Uint8Array {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value, index * 2);
  return bytes;
}

const pixels = side * side;
const threes = (of: readonly Rgb[], planar: 0 | 1) =>
  bytesOf(pixels * 3, (index) =>
    planar === 0
      ? (of[bandAt(Math.floor(index / 3))]?.[index % 3] ?? 0)
      : (of[bandAt(index % pixels)]?.[Math.floor(index / pixels)] ?? 0),
  );

interface ThreeSamples {
  readonly interpretation: string;
  readonly of: readonly Rgb[];
  readonly planar: 0 | 1;
  readonly shows: readonly Rgb[];
}

function three(name: string, { interpretation, of, planar, shows }: ThreeSamples): Variant {
  return {
    name,
    shows,
    item: {
      ...grid,
      SamplesPerPixel: 3,
      PhotometricInterpretation: interpretation,
      PlanarConfiguration: planar,
      PixelData: threes(of, planar),
    },
  };
}

/** Two pixels share their chroma; in 4:2:0 a second row has luma alone. */
function shared(interpretation: string, model: Ybr, rowsTogether: 1 | 2): Variant {
  const ybr = colors.map((color) => toYbr(model, color));
  const bytes: number[] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column += 2) {
      const [y, cb, cr] = ybr[bandAt(column)] ?? [0, 0, 0];
      bytes.push(y, y, ...(row % rowsTogether === 0 ? [cb, cr] : []));
    }
  }
  return {
    name: interpretation,
    shows: ybr.map((value) => fromYbr(model, value)),
    item: {
      ...grid,
      SamplesPerPixel: 3,
      PhotometricInterpretation: interpretation,
      PlanarConfiguration: 0,
      PixelData: Uint8Array.from(bytes),
    },
  };
}

const keys = ['Red', 'Green', 'Blue'] as const;
const paletteOf = (
  descriptor: readonly number[],
  segmented: boolean,
  dataOf: (channel: number) => Uint8Array,
): Values =>
  Object.fromEntries<number[] | Uint8Array>(
    keys.flatMap((key, channel): readonly (readonly [string, number[] | Uint8Array])[] => [
      [`${key}PaletteColorLookupTableDescriptor`, [...descriptor]],
      [`${segmented ? 'Segmented' : ''}${key}PaletteColorLookupTableData`, dataOf(channel)],
    ]),
  );

interface PaletteIndexes {
  readonly palette: Values;
  readonly indexes: readonly number[];
  readonly more: Values;
  readonly shows?: readonly Rgb[];
}

function indexed(name: string, { palette, indexes, more, shows = colors }: PaletteIndexes): Variant {
  const is16 = more.BitsAllocated === 16;
  const index = (pixel: number) => indexes[bandAt(pixel)] ?? 0;
  return {
    name,
    shows,
    item: {
      ...grid,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'PALETTE COLOR',
      ...palette,
      PixelData: is16
        ? wordsOf(Array.from({ length: pixels }, (_, pixel) => index(pixel)))
        : bytesOf(pixels, index),
      ...more,
    },
  };
}

const channel = (index: number) => colors.map((color) => color[index] ?? 0);
const [firstColor = [0, 0, 0] as const] = colors;
/** One entry, a ramp to the second color, a ramp to the third, and the first entry again. */
const segmentedShows: readonly Rgb[] = [...colors.slice(0, 3), firstColor];
const segments = (of: readonly number[], offset: readonly number[]) => {
  const [first = 0, second = 0, third = 0] = of;
  return [0, 1, first, 1, 21, second, 1, 21, third, 2, 1, ...offset];
};

const ybrFull = colors.map((color) => toYbr(full, color));
const fullShows = ybrFull.map((value) => fromYbr(full, value));
const mono = colors.map((color) => color[0] / 255);

const variants: readonly Variant[] = [
  three('RGB, pixel by pixel', { interpretation: 'RGB', of: colors, planar: 0, shows: colors }),
  three('RGB in planes', { interpretation: 'RGB', of: colors, planar: 1, shows: colors }),
  three('YBR_FULL, pixel by pixel', { interpretation: 'YBR_FULL', of: ybrFull, planar: 0, shows: fullShows }),
  three('YBR_FULL in planes', { interpretation: 'YBR_FULL', of: ybrFull, planar: 1, shows: fullShows }),
  shared('YBR_FULL_422', full, 1),
  three('YBR_FULL_422 that a decoder has spread', {
    interpretation: 'YBR_FULL_422',
    of: ybrFull,
    planar: 0,
    shows: fullShows,
  }),
  shared('YBR_PARTIAL_422', partial, 1),
  shared('YBR_PARTIAL_420', partial, 2),
  indexed('a palette of 8 bits that begins at 5', {
    palette: paletteOf([4, 5, 8], false, (index) => Uint8Array.from(channel(index))),
    indexes: [5, 6, 7, 200],
    more: {},
  }),
  indexed('a palette of 16 bits for signed pixels of 16', {
    palette: paletteOf([4, 0x1_0000 - 2, 16], false, (index) =>
      wordsOf(channel(index).map((value) => value * 257)),
    ),
    indexes: [0x1_0000 - 300, 0x1_0000 - 1, 0, 1],
    more: { ...wide, PixelRepresentation: 1 },
  }),
  indexed('a segmented palette of 16 bits', {
    palette: paletteOf([44, 0, 16], true, (index) =>
      wordsOf(
        segments(
          channel(index).map((value) => value * 257),
          [0, 0],
        ),
      ),
    ),
    indexes: [0, 21, 42, 43],
    more: wide,
    shows: segmentedShows,
  }),
  indexed('a segmented palette of 8 bits', {
    palette: paletteOf([44, 0, 8], true, (index) =>
      Uint8Array.from([...segments(channel(index), [0, 0, 0, 0]), 0]),
    ),
    indexes: [0, 21, 42, 43],
    more: {},
    shows: segmentedShows,
  }),
  {
    name: 'MONOCHROME2',
    grays: mono,
    item: {
      ...grid,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      PixelData: bytesOf(pixels, (pixel) => colors[bandAt(pixel)]?.[0] ?? 0),
    },
  },
  {
    name: 'MONOCHROME1 of 12 bits',
    grays: mono.map((part) => 1 - Math.round(part * 4095) / 4095),
    item: {
      ...grid,
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME1',
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 11,
      PixelData: wordsOf(
        Array.from({ length: pixels }, (_, pixel) => Math.round((mono[bandAt(pixel)] ?? 0) * 4095)),
      ),
    },
  },
  {
    name: 'RGB of 12 bits in 16, in planes, at the top',
    shows: colors,
    item: {
      ...grid,
      SamplesPerPixel: 3,
      PhotometricInterpretation: 'RGB',
      PlanarConfiguration: 1,
      BitsAllocated: 16,
      BitsStored: 12,
      HighBit: 15,
      PixelData: wordsOf(
        Array.from(
          { length: pixels * 3 },
          (_, index) =>
            Math.round(((colors[bandAt(index % pixels)]?.[Math.floor(index / pixels)] ?? 0) / 255) * 4095) <<
            4,
        ),
      ),
    },
  },
  {
    name: 'an image of which only Rows, Columns, Bits Allocated and the pixels are sent',
    shows: colors,
    item: { Rows: side, Columns: side, BitsAllocated: 8, PixelData: threes(colors, 0) },
  },
];

/** Light of an sRGB signal of 0 to 255, and back. */
const lightOf = (value: number) =>
  value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
const signalOf = (light: number) => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);
const luminance = ([red, green, blue]: Rgb) =>
  signalOf(0.2126 * lightOf(red) + 0.7152 * lightOf(green) + 0.0722 * lightOf(blue));

/** What a band must be on the page: red, green and blue. */
function wanted({ shows = colors, grays }: Variant, band: number, color: boolean): Rgb {
  const rgb = shows[band] ?? [0, 0, 0];
  if (color && !grays) return rgb;
  const gray = paperDeviceValue(grays?.[band] ?? luminance(rgb));
  return [gray, gray, gray];
}

const across = 4;

for (const [kind, meta, sequence] of [
  ['grayscale', sopClasses.BasicGrayscalePrintManagementMeta, 'BasicGrayscaleImageSequence'],
  ['color', sopClasses.BasicColorPrintManagementMeta, 'BasicColorImageSequence'],
] as const) {
  describe(`${kind} image boxes`, () => {
    test('every image is accepted with Success, and is on the page within 1 of the sent values', async () => {
      const connection = await open(server.dicomPort, 'HARDCOPY', [meta]);
      const { client } = connection;
      const request = (sopClass: string, values: Values) =>
        client.request(1, { kind: 'N-CREATE-RQ', affectedSopClassUid: sopClass }, dataSetOf(values));
      await request(sopClasses.BasicFilmSession, {});
      const filmBox = await request(sopClasses.BasicFilmBox, {
        ImageDisplayFormat: `STANDARD\\${across},${variants.length / across}`,
        FilmSizeID: '8INX10IN',
        MagnificationType: 'REPLICATE',
      });
      const boxes = filmBox.data?.items('ReferencedImageBoxSequence') ?? [];
      for (const [index, { name, item }] of variants.entries()) {
        const { command } = await client.request(
          1,
          {
            kind: 'N-SET-RQ',
            requestedSopClassUid: boxes[index]?.string('ReferencedSOPClassUID') ?? '',
            requestedSopInstanceUid: boxes[index]?.string('ReferencedSOPInstanceUID') ?? '',
          },
          dataSetOf({ ImageBoxPosition: index + 1, [sequence]: [dataSetOf(item)] satisfies DataSet[] }),
        );
        assert.equal(command.status, 0x0000, `${name}: ${command.errorComment ?? ''}`);
      }
      const done = (await server.jobs()).length;
      const { command } = await client.request(1, {
        kind: 'N-ACTION-RQ',
        requestedSopClassUid: sopClasses.BasicFilmBox,
        requestedSopInstanceUid: filmBox.command.affectedSopInstanceUid ?? '',
        actionTypeId: 1,
      });
      assert.equal(command.status, 0x0000);
      await connection.association.release();
      const jobs = await server.jobsDone(done + 1);
      const picture = await server.get(`/api/jobs/${jobs[done]?.id ?? ''}/films/1.png?width=576`);
      const { data, info } = await sharp(Buffer.from(await picture.arrayBuffer()))
        .toColourspace('srgb')
        .removeAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      // 8 × 10 inches at 72 per inch, 5 mm of margin, 2 mm between boxes.
      const [margin, gap] = [(5 / 25.4) * 72, (2 / 25.4) * 72];
      const down = variants.length / across;
      const width = (576 - 2 * margin - (across - 1) * gap) / across;
      const height = (720 - 2 * margin - (down - 1) * gap) / down;
      const shown = Math.min(width, height);
      const off: string[] = [];
      for (const [index, variant] of variants.entries()) {
        const x = margin + (index % across) * (width + gap) + width / 2;
        const y = margin + Math.floor(index / across) * (height + gap) + height / 2;
        for (let band = 0; band < 4; band++) {
          const at = Math.round(y) * info.width + Math.round(x + ((band - 1.5) / 4) * shown);
          const target = wanted(variant, band, kind === 'color');
          for (const [part, value] of target.entries()) {
            const found = data[at * 3 + part] ?? -1;
            if (Math.abs(found - value) > 1)
              off.push(`${variant.name}, band ${band}: ${found}, not ${value.toFixed(1)}`);
          }
        }
      }
      assert.deepEqual(off, []);
    });
  });
}
