// Color images with an ICC profile: sRGB is sent for every layout of the pixels, and a profile that cannot be used is reported.
import { grayOfSrgb } from '../../support/gray-of-srgb.ts';
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DataSet, type Element } from '../../../src/dicom/data-set/data-set.ts';
import { transferSyntaxes } from '../../../src/dicom/data-set/uids.ts';
import { matrixProfile, srgbByFormula, unknownCurve, widePrimaries } from '../../support/icc-profiles.ts';
import { dicomFile, gray8, rgb8, words } from '../../print-scu/dicom-files.ts';
import { prepare } from '../../print-scu/prepare.ts';
import { bytes } from '../raw-elements.ts';

const gamma = 2.2;
const wide = matrixProfile(widePrimaries, gamma);
const colors = [
  [200, 40, 30],
  [30, 180, 60],
  [128, 128, 128],
  [250, 240, 20],
] as const;
const columns = colors.length;
const flat = colors.flat();
const planesOf = (of: readonly (readonly number[])[]) =>
  [0, 1, 2].flatMap((channel) => of.map((color) => color[channel] ?? 0));
const inSrgb = planesOf(colors.map((color) => srgbByFormula(color, widePrimaries, gamma)));
const profile = (value: Buffer) => bytes(0x00282000, 'OB', value);

function near(found: Uint8Array, wanted: readonly number[], what: string): void {
  assert.equal(found.length, wanted.length, what);
  const off = wanted.map((value, index) => Math.abs(value - (found[index] ?? NaN)));
  assert.ok(
    Math.max(...off) <= 1.5,
    `${what}: ${[...found].join(' ')}, not ${wanted.map(Math.round).join(' ')}`,
  );
}

const lut = (channel: number) => words(...colors.map((color) => (color[channel] ?? 0) * 257));
const palette = {
  PhotometricInterpretation: 'PALETTE COLOR',
  RedPaletteColorLookupTableDescriptor: [columns, 0, 16],
  GreenPaletteColorLookupTableDescriptor: [columns, 0, 16],
  BluePaletteColorLookupTableDescriptor: [columns, 0, 16],
  RedPaletteColorLookupTableData: lut(0),
  GreenPaletteColorLookupTableData: lut(1),
  BluePaletteColorLookupTableData: lut(2),
};

const stored: Readonly<Record<string, (more: Parameters<typeof dicomFile>[3]) => Buffer>> = {
  'RGB, pixel by pixel': (more) => dicomFile(rgb8(1, columns), Buffer.from(flat), undefined, more),
  'RGB in planes, implicit VR': (more) =>
    dicomFile(
      rgb8(1, columns, { PlanarConfiguration: 1 }),
      Buffer.from(planesOf(colors)),
      transferSyntaxes.implicitLittle,
      more,
    ),
  'RGB of 16 bits': (more) =>
    dicomFile(
      rgb8(1, columns, { BitsAllocated: 16, BitsStored: 16, HighBit: 15 }),
      words(...flat.map((value) => value * 257)),
      undefined,
      more,
    ),
  'PALETTE COLOR': (more) =>
    dicomFile(gray8(1, columns, palette), Buffer.from([0, 1, 2, 3]), undefined, more),
};

describe('a file with a profile is sent as sRGB', () => {
  for (const [name, fileWith] of Object.entries(stored)) {
    test(name, async () => {
      const plain = await prepare(fileWith([]), { color: true });
      near(plain.data, planesOf(colors), 'without a profile');
      const { data, notes } = await prepare(fileWith([profile(wide)]), { color: true });
      near(data, inSrgb, 'with one');
      assert.equal(notes, undefined);
      const gray = await prepare(fileWith([profile(wide)]));
      const grays = colors.map((_, index) =>
        grayOfSrgb([0, 1, 2].map((plane) => inSrgb[plane * columns + index] ?? 0)),
      );
      near(gray.data, grays, 'as gray');
    });
  }

  test('more pixels than are converted at once, and the profile of an optical path', async () => {
    const [rows, wideColumns] = [1025, 1024];
    const many = Buffer.alloc(rows * wideColumns * 3);
    for (let at = 0; at < many.length; at++) many[at] = flat[at % flat.length] ?? 0;
    const path: Element = {
      tag: 0x00480105,
      vr: 'SQ',
      value: { kind: 'items', items: [new DataSet([profile(wide)])] },
    };
    const { data } = await prepare(dicomFile(rgb8(rows, wideColumns), many, undefined, [path]), {
      color: true,
    });
    const pixels = rows * wideColumns;
    for (const first of [0, (1 << 20) - 4, 1 << 20, pixels - 4]) {
      const part = [0, 1, 2].flatMap((plane) => [
        ...data.subarray(plane * pixels + first, plane * pixels + first + 4),
      ]);
      near(Uint8Array.from(part), inSrgb, `from ${first}`);
    }
  });
});

describe('a profile that cannot be used is passed over and said', () => {
  const large = Buffer.concat([wide, Buffer.alloc(4 * 1024 * 1024)]);
  for (const [name, value, reason] of [
    [
      'for gray',
      matrixProfile(widePrimaries, gamma, { colorSpace: 'GRAY' }),
      'it is for another color space than RGB',
    ],
    [
      'for CMYK',
      matrixProfile(widePrimaries, gamma, { colorSpace: 'CMYK' }),
      'it is for another color space than RGB',
    ],
    ['too large', large, `it has ${large.length + (large.length % 2)} bytes`],
    ['no profile', Buffer.from('not a profile at all'), 'it is not an ICC profile'],
    ['of an unknown curve', unknownCurve(widePrimaries, gamma), 'it is broken'],
    ['cut off', wide.subarray(0, 200), 'it is broken'],
  ] as const) {
    test(name, async () => {
      const file = dicomFile(rgb8(1, columns), Buffer.from(flat), undefined, [profile(value)]);
      const { data, notes } = await prepare(file, { color: true });
      assert.deepEqual([...data], planesOf(colors));
      assert.deepEqual(notes, [
        `its color profile is not used, for ${reason}: its colors are interpreted as sRGB`,
      ]);
    });
  }
});
