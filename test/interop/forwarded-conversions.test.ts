// Images that film imagers do not support (YBR, palettes, colors in grayscale image boxes), sent to the real server and
// forwarded to an imager: what the imager receives is RGB or MONOCHROME2 with attributes that fit, in the colors and grays that
// were sent.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dataSetOf, type DataSet } from '../../src/dicom/data-set/data-set.ts';
import { sopClasses } from '../../src/dicom/data-set/uids.ts';
import { ScriptedPrinter } from '../print-scu/scripted-printer.ts';
import { open } from '../support/network-print.ts';
import { TestServer } from '../support/server.ts';

type Rgb = readonly [red: number, green: number, blue: number];
type Values = Parameters<typeof dataSetOf>[0];

const { BasicColorImageBox, BasicColorPrintManagementMeta, BasicFilmBox, BasicFilmSession } = sopClasses;
const { BasicGrayscaleImageBox, BasicGrayscalePrintManagementMeta } = sopClasses;

/** Four pixels of a row, two rows. */
const colors: readonly Rgb[] = [
  [200, 40, 30],
  [30, 180, 60],
  [40, 60, 220],
  [128, 128, 128],
];
const pixels = [...colors, ...colors];
const planes = (of: readonly Rgb[]) => [0, 1, 2].flatMap((channel) => of.map((color) => color[channel] ?? 0));

/** PS3.3 C.7.6.3.1.2 */
const ybr = ([red, green, blue]: Rgb): Rgb => [
  Math.round(0.299 * red + 0.587 * green + 0.114 * blue),
  Math.round(-0.1687 * red - 0.3313 * green + 0.5 * blue + 128),
  Math.round(0.5 * red - 0.4187 * green - 0.0813 * blue + 128),
];
const words = (values: readonly number[]) => new Uint8Array(Uint16Array.from(values).buffer);

const grid = { Rows: 2, Columns: 4, BitsAllocated: 8, BitsStored: 8, HighBit: 7, PixelRepresentation: 0 };
const three = { ...grid, SamplesPerPixel: 3, PlanarConfiguration: 0 };
const lut = (channel: number) => words(colors.map((color) => (color[channel] ?? 0) * 257));
const items: Readonly<Record<string, Values>> = {
  RGB: { ...three, PhotometricInterpretation: 'RGB', PixelData: Uint8Array.from(pixels.flat()) },
  YBR_FULL: {
    ...three,
    PlanarConfiguration: 1,
    PhotometricInterpretation: 'YBR_FULL',
    PixelData: Uint8Array.from(planes(pixels.map(ybr))),
  },
  'PALETTE COLOR of 16 bits': {
    ...grid,
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'PALETTE COLOR',
    RedPaletteColorLookupTableDescriptor: [4, 0, 16],
    GreenPaletteColorLookupTableDescriptor: [4, 0, 16],
    BluePaletteColorLookupTableDescriptor: [4, 0, 16],
    RedPaletteColorLookupTableData: lut(0),
    GreenPaletteColorLookupTableData: lut(1),
    BluePaletteColorLookupTableData: lut(2),
    PixelData: Uint8Array.from([0, 1, 2, 3, 0, 1, 2, 3]),
  },
  'RGB of 16 bits in planes': {
    ...three,
    PlanarConfiguration: 1,
    PhotometricInterpretation: 'RGB',
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelData: words(planes(pixels).map((value) => value * 257)),
  },
};

/** Light of an sRGB signal of 0 to 255, and the signal of the same luminance, 0 to 1. */
const light = (value: number) =>
  value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
function gray([red, green, blue]: Rgb): number {
  const sum = 0.2126 * light(red) + 0.7152 * light(green) + 0.0722 * light(blue);
  return sum <= 0.0031308 ? 12.92 * sum : 1.055 * sum ** (1 / 2.4) - 0.055;
}

describe('an imager behind the server receives', { concurrency: false }, () => {
  let imager: ScriptedPrinter;
  let server: TestServer;
  before(async () => {
    imager = await ScriptedPrinter.start();
    const { port } = imager.address;
    server = await TestServer.start({
      config: `
dicom: { host: 127.0.0.1, port: 0 }
console: { port: 0 }
printers:
  - aeTitle: HARDCOPY
    destinations: [{ kind: dicom, host: 127.0.0.1, port: ${port}, aeTitle: SCRIPT }]
`,
    });
  });
  after(async () => {
    await server.stop();
    await imager.close();
  });

  /** The image item that the imager got for one that the server was sent. */
  async function forwarded(item: Values, color: boolean): Promise<DataSet> {
    const before = imager.received.length;
    const done = (await server.jobs()).length;
    const connection = await open(server.dicomPort, 'HARDCOPY', [
      color ? BasicColorPrintManagementMeta : BasicGrayscalePrintManagementMeta,
    ]);
    const { client } = connection;
    await client.request(1, { kind: 'N-CREATE-RQ', affectedSopClassUid: BasicFilmSession }, dataSetOf({}));
    const filmBox = await client.request(
      1,
      { kind: 'N-CREATE-RQ', affectedSopClassUid: BasicFilmBox },
      dataSetOf({ ImageDisplayFormat: 'STANDARD\\1,1' }),
    );
    const [box] = filmBox.data?.items('ReferencedImageBoxSequence') ?? [];
    const sequence = color ? 'BasicColorImageSequence' : 'BasicGrayscaleImageSequence';
    const set = await client.request(
      1,
      {
        kind: 'N-SET-RQ',
        requestedSopClassUid: color ? BasicColorImageBox : BasicGrayscaleImageBox,
        requestedSopInstanceUid: box?.string('ReferencedSOPInstanceUID') ?? '',
      },
      dataSetOf({ ImageBoxPosition: 1, [sequence]: [dataSetOf(item)] satisfies DataSet[] }),
    );
    assert.equal(set.command.status, 0);
    const printed = await client.request(1, {
      kind: 'N-ACTION-RQ',
      requestedSopClassUid: BasicFilmBox,
      requestedSopInstanceUid: filmBox.command.affectedSopInstanceUid ?? '',
      actionTypeId: 1,
    });
    assert.equal(printed.command.status, 0);
    await connection.association.release();
    await server.jobsDone(done + 1);
    const sets = imager.received.slice(before).filter(({ kind }) => kind === 'N-SET-RQ');
    assert.equal(sets.length, 1);
    const [received] = sets[0]?.data?.items(sequence) ?? [];
    assert.ok(received, `${sequence} of ${JSON.stringify(sets[0]?.sopClass)}`);
    return received;
  }

  const described = (item: DataSet) => ({
    interpretation: item.string('PhotometricInterpretation'),
    ...Object.fromEntries(
      (
        [
          'SamplesPerPixel',
          'PlanarConfiguration',
          'Rows',
          'Columns',
          'BitsAllocated',
          'BitsStored',
          'HighBit',
          'PixelRepresentation',
        ] as const
      ).map((key) => [key, item.number(key)]),
    ),
    palette: item.has('RedPaletteColorLookupTableDescriptor'),
  });

  for (const [name, item] of Object.entries(items)) {
    test(`${name} in a color image box: RGB of 8 bits in planes`, async () => {
      const received = await forwarded(item, true);
      assert.deepEqual(described(received), {
        interpretation: 'RGB',
        SamplesPerPixel: 3,
        PlanarConfiguration: 1,
        Rows: 2,
        Columns: 4,
        BitsAllocated: 8,
        BitsStored: 8,
        HighBit: 7,
        PixelRepresentation: 0,
        palette: false,
      });
      const found = [...(received.bytes('PixelData') ?? [])];
      const off = planes(pixels).map((value, index) => Math.abs(value - (found[index] ?? NaN)));
      assert.equal(found.length, 24);
      assert.ok(Math.max(...off) <= 1, found.join(' '));
    });

    test(`${name} in a grayscale image box: the luminance, MONOCHROME2`, async () => {
      const received = await forwarded(item, false);
      const narrow = received.number('BitsAllocated') === 8;
      assert.deepEqual(described(received), {
        interpretation: 'MONOCHROME2',
        SamplesPerPixel: 1,
        PlanarConfiguration: undefined,
        Rows: 2,
        Columns: 4,
        PixelRepresentation: 0,
        palette: false,
        ...(narrow
          ? { BitsAllocated: 8, BitsStored: 8, HighBit: 7 }
          : { BitsAllocated: 16, BitsStored: 12, HighBit: 11 }),
      });
      const bytes = received.bytes('PixelData') ?? new Uint8Array();
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      assert.equal(bytes.length, narrow ? 8 : 16);
      const found = pixels.map((_, index) =>
        narrow ? (bytes[index] ?? 0) / 255 : view.getUint16(index * 2, true) / 4095,
      );
      for (const [index, color] of pixels.entries()) {
        const off = Math.abs((found[index] ?? NaN) - gray(color)) * 255;
        assert.ok(off <= 1.5, `pixel ${index} is off by ${off} of 255`);
      }
    });
  }
});
