// The formats in which films can be sent to a printer, best first, with only types and resolutions that it lists.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilitiesOf } from '../../../../src/destinations/ipp/choice/capabilities.ts';
import { formatsFor, missingFormat } from '../../../../src/destinations/ipp/choice/choose-format.ts';
import { IppAttributes } from '../../../../src/destinations/ipp/protocol/ipp-attributes.ts';
import type { MediaSize } from '../../../../src/destinations/ipp/media/medium.ts';

type Values = Readonly<Record<string, unknown>>;
const dpi = (...all: readonly number[]) => all.map((x) => [x, x, 'dpi']);
const raster = (...types: readonly string[]): Values => ({
  'document-format-supported': ['image/pwg-raster'],
  'pwg-raster-document-type-supported': types,
  'pwg-raster-document-resolution-supported': dpi(300, 600),
});
const urf = (...keys: readonly string[]): Values => ({
  'document-format-supported': ['image/urf'],
  'urf-supported': keys,
});
const printer = (values: Values) => capabilitiesOf(new IppAttributes(values));

/** `format pixel-type resolution`, the best first. */
const chosen = (values: Values, color = false, pages: readonly MediaSize[] = []) =>
  formatsFor(printer(values), { color, pages }).map(
    ({ format, colorSpace, pixelsPerInch }) => `${format.split('/')[1]} ${colorSpace} ${pixelsPerInch}`,
  );

const all: Values = {
  ...raster('black_1', 'sgray_8', 'srgb_8'),
  ...urf('V1.4', 'W8', 'SRGB24', 'RS300-400'),
  'document-format-supported': ['image/jpeg', 'image/urf', 'image/pwg-raster', 'application/pdf'],
  'printer-resolution-supported': dpi(300),
  'color-supported': true,
};

test('PDF, PWG raster, URF, JPEG: each at the best resolution and in colors that the printer lists', () => {
  assert.deepEqual(chosen(all), [
    'pdf sgray_8 300',
    'pwg-raster sgray_8 600',
    'urf sgray_8 400',
    'jpeg sgray_8 300',
  ]);
  assert.deepEqual(chosen(all, true), [
    'pdf srgb_8 300',
    'pwg-raster srgb_8 600',
    'urf srgb_8 400',
    'jpeg srgb_8 300',
  ]);
});

for (const [keys, expected] of [
  [['W8-16', 'SRGB24', 'RS300-600'], 'urf sgray_8 600'],
  [['srgb24', 'w8', 'rs600'], 'urf sgray_8 600'],
  [['W16-8', 'SRGB24-48', 'RS360'], 'urf sgray_8 360'],
  [['V1.4,CP1,W8,SRGB24,RS200-300'], 'urf sgray_8 300'],
  [['SRGB24', 'DEVW8', 'RS300'], 'urf srgb_8 300'],
  [['W1', 'RS203'], 'urf sgray_1 203'],
  [['W8', 'RS300-600-1200-2400'], 'urf sgray_8 600'],
  [['W1', 'RS600-1200-2400'], 'urf sgray_1 1200'],
] as const) {
  test(`gray in Apple Raster of ${keys.join(' ')} is ${expected}`, () => {
    assert.deepEqual(chosen({ ...urf(...keys), 'color-supported': true }), [expected]);
  });
}

for (const [types, gray, color] of [
  [['Sgray_8', 'Srgb_8'], 'sgray_8', 'srgb_8'],
  [['black_1', 'black_8'], 'black_8', 'black_8'],
  [['BLACK_1'], 'black_1', 'black_1'],
  [['srgb_8', 'adobe-rgb_8'], 'srgb_8', 'srgb_8'],
  [['sgray_1', 'sgray_16'], 'sgray_1', 'sgray_1'],
] as const) {
  test(`PWG raster of ${types.join(' and ')}: gray is ${gray}, color is ${color}`, () => {
    const values = { ...raster(...types), 'color-supported': true };
    assert.deepEqual([chosen(values), chosen(values, true)].flat(), [
      `pwg-raster ${gray} 600`,
      `pwg-raster ${color} 600`,
    ]);
  });
}

test('a printer without color gets sRGB only if it lists nothing else', () => {
  const mono = { ...all, 'color-supported': false };
  for (const color of [false, true]) {
    assert.deepEqual(chosen(mono, color), [
      'pdf sgray_8 300',
      'pwg-raster sgray_8 600',
      'urf sgray_8 400',
      'jpeg sgray_8 300',
    ]);
  }
  const oneBit = { ...raster('black_1', 'srgb_8'), 'color-supported': false };
  assert.deepEqual(chosen(oneBit, true), ['pwg-raster black_1 600']);
  assert.deepEqual(chosen({ ...raster('srgb_8'), 'color-supported': false }), ['pwg-raster srgb_8 600']);
});

test('gray in one format comes before gray as color in a better one, and halftone dots come last', () => {
  const both = { ...raster('srgb_8', 'black_1'), ...urf('W8', 'RS300') };
  const values = { ...both, 'document-format-supported': ['image/pwg-raster', 'image/urf', 'image/jpeg'] };
  assert.deepEqual(chosen(values), ['urf sgray_8 300', 'pwg-raster srgb_8 600', 'jpeg sgray_8 300']);
  const dots = { ...values, 'pwg-raster-document-type-supported': ['black_1'], 'urf-supported': [] };
  assert.deepEqual(chosen(dots), ['jpeg sgray_8 300', 'pwg-raster black_1 600']);
});

test('a color film uses a later format with color on a color printer', () => {
  const values = {
    ...raster('sgray_8'),
    ...urf('W8', 'SRGB24', 'RS300'),
    'color-supported': true,
    'document-format-supported': ['image/pwg-raster', 'image/urf'],
  };
  assert.deepEqual(chosen(values, true), ['urf srgb_8 300', 'pwg-raster sgray_8 600']);
  const [, gray] = formatsFor(printer(values), { color: true });
  assert.equal(gray?.withoutColor, true);
});

const a4 = { widthMm: 210, heightMm: 297 };
const a3 = { widthMm: 297, heightMm: 420 };
for (const [width, height, page, expected] of [
  [8192, 8192, a4, ['jpeg sgray_8 600']],
  [8192, 8192, a3, ['jpeg sgray_8 300']],
  [4000, 20_000, a4, ['jpeg sgray_8 300']],
  // Between those listed when none fits.
  [2000, 2000, a4, ['jpeg sgray_8 171']],
  [500, 500, a4, []],
] as const) {
  test(`a JPEG of ${page.widthMm} mm is within ${width} × ${height} pixels`, () => {
    const values = {
      'document-format-supported': ['image/jpeg'],
      'printer-resolution-supported': dpi(300, 600),
      'jpeg-x-dimension-supported': [0, width],
      'jpeg-y-dimension-supported': [1, height],
    };
    assert.deepEqual(chosen(values, false, [page]), expected);
  });
}

test('size limits are reported; a JPEG is tried again at half the resolution; 0 means no limit', () => {
  const values = {
    'document-format-supported': ['image/jpeg', 'application/pdf'],
    'printer-resolution-supported': dpi(600),
    'jpeg-k-octets-supported': [0, 12_288],
    'pdf-k-octets-supported': [0, 0],
  };
  assert.deepEqual(
    formatsFor(printer(values), { color: false }).map(({ format, pixelsPerInch, maxBytes }) => [
      format,
      pixelsPerInch,
      maxBytes,
    ]),
    [
      ['application/pdf', 600, undefined],
      ['image/jpeg', 600, 12_288 * 1024],
      ['image/jpeg', 300, 12_288 * 1024],
    ],
  );
});

for (const [values, sentence] of [
  [
    { ...raster(), 'pwg-raster-document-type-supported': ['cmyk_8'] },
    /image\/pwg-raster, but only cmyk_8 in pwg-raster-document-type-supported; one of sgray_8/,
  ],
  [raster(), /image\/pwg-raster, but nothing in pwg-raster-document-type-supported/],
  [urf('CP1', 'DEVRGB24', 'RS300'), /image\/urf, but only CP1, DEVRGB24, RS300 in urf-supported/],
  [urf('W8'), /image\/urf, but no resolution with square pixels/],
  [
    { ...raster('sgray_8'), 'pwg-raster-document-resolution-supported': [[60, 72, 'dpi']] },
    /image\/pwg-raster, but no resolution with square pixels/,
  ],
  [
    { 'document-format-supported': ['application/PCLm', 'text/plain'] },
    /none of PDF, PWG Raster, URF and JPEG, only application\/pclm, text\/plain/,
  ],
  [{}, /only nothing/],
] as const) {
  test(`a printer without a usable format says what is missing: ${JSON.stringify(values)}`, () => {
    assert.deepEqual(chosen(values), []);
    assert.match(missingFormat(printer(values)) ?? '', sentence);
  });
}
