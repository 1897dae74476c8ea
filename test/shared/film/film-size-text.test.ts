// Film sizes as clients, consoles and people write them, on printers that offer all sizes, few, or any.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseFilmSize, filmSizeAliases, readFilmSize } from '../../../src/shared/film/film-size-text.ts';
import {
  commonFilmSizes,
  filmSizeIds,
  filmSizes,
  sizeOfFilm,
  sizeOfId,
} from '../../../src/shared/film/film-sizes.ts';

const all = { filmSizes: filmSizeIds };
const few = { filmSizes: ['14INX17IN', '8INX10IN', 'A4'] };

function chosen(text: string, printer: Parameters<typeof chooseFilmSize>[1], anySize = false): string {
  const choice = chooseFilmSize(text, printer, anySize);
  if (choice.kind === 'unknown') return 'unknown';
  const { filmSizeId, isLandscape } = choice.film;
  return [choice.kind, filmSizeId, ...(isLandscape ? ['landscape'] : [])].join(' ');
}

describe('spellings of a size that the printer offers are that size', () => {
  const spelled: Readonly<Record<string, readonly string[]>> = {
    '14INX17IN': [
      '14INX17IN',
      '14inx17in',
      ' 14INX17IN ',
      '14X17IN',
      '14X17',
      '14 x 17 inch',
      '14×17',
      '14*17',
      '14"x17"',
      '14 IN X 17 IN',
      '14_X_17_IN',
      '14INCHX17INCH',
      '14 by 17 inches',
      '35CMX43CM',
      '35X43CM',
      '35X43',
      '36CMX43CM',
      '350MMX430MM',
      '355.6MMX431.8MM',
      '355,6 x 431,8 mm',
      '356x432',
      '14INX43.18CM',
    ],
    '8INX10IN': ['20CMX25CM', '20X25', '8x10', '203X254MM', '8IN X 10IN'],
    '8_5INX11IN': ['85INX11IN', '8.5INX11IN', '8,5 x 11', '8_5X11IN', 'letter', 'NA_LETTER', '216x279'],
    '10INX14IN': ['26CMX36CM', '26X36', '10x14', '257X364', 'B4', 'JIS B4'],
    '11INX14IN': ['28CMX35CM', '28X35CM', '11 X 14 IN'],
    '10INX12IN': ['25CMX30CM', '25x30', '10"X12"'],
    '24CMX30CM': ['24x30', '240 x 300 mm', '24CM X 30CM'],
    '11INX11IN': ['11X11', '28CMX28CM'],
    A4: ['A4', 'a4', 'A4 ', 'ISO A4', 'iso_a4', 'DIN A4', '210X297', '21CMX29.7CM', '21x30cm'],
    A3: ['a3', '297 x 420 mm', '30CMX42CM'],
  };
  for (const [id, texts] of Object.entries(spelled)) {
    test(`${id}: ${texts.join(' · ')}`, () => {
      for (const text of texts) assert.equal(chosen(text, all), `as requested ${id}`, text);
    });
  }
});

test('the longer side first: the film landscape', () => {
  for (const [text, id] of [
    ['17INX14IN', '14INX17IN'],
    ['17x14', '14INX17IN'],
    ['43CMX35CM', '14INX17IN'],
    ['30X24CM', '24CMX30CM'],
    ['11X8.5', '8_5INX11IN'],
    ['297X210', 'A4'],
  ] as const) {
    assert.equal(chosen(text, all), `as requested ${id} landscape`, text);
  }
  assert.equal(chosen('14X14', all), 'as requested 14INX14IN');
});

test('a size that is not offered becomes the nearest by its sides, never simply the first', () => {
  for (const [text, id] of [
    ['18CMX24CM', '8INX10IN'],
    ['17INX17IN', '14INX17IN'],
    ['26CMX30CM', 'A4'],
    ['24CMX24CM', '8INX10IN'],
    ['LETTER', 'A4'],
    ['14INX36IN', '14INX17IN'],
    ['5x7', '8INX10IN'],
    ['99INX99IN', '14INX17IN'],
    ['legal', 'A4'],
  ] as const) {
    assert.equal(chosen(text, few), `nearest ${id}`, text);
  }
  assert.equal(chosen('30CMX24CM', few), 'nearest A4 landscape');
});

test('where any size is printed it is just what the text says, in the words of the standard', () => {
  for (const [text, id, widthMm, heightMm] of [
    ['17INX17IN', '17INX17IN', 431.8, 431.8],
    ['12INX15IN', '12INX15IN', 304.8, 381],
    ['26CMX30CM', '26CMX30CM', 260, 300],
    ['18X24', '18CMX24CM', 180, 240],
    ['7.25 x 10.5 in', '7_25INX10_5IN', 184.15, 266.7],
    ['190MMX231MM', '190MMX231MM', 190, 231],
    ['14IN X 90CM', '356MMX900MM', 356, 900],
    ['123.4567x234.5678mm', '123MMX235MM', 123, 235],
  ] as const) {
    const choice = chooseFilmSize(text, all, true);
    assert.ok(choice.kind === 'as requested', text);
    const size = sizeOfFilm(choice.film);
    assert.equal(choice.film.filmSizeId, id);
    assert.ok(
      size && Math.abs(size.widthMm - widthMm) < 1e-9 && Math.abs(size.heightMm - heightMm) < 1e-9,
      text,
    );
    assert.ok(id.length <= 16);
  }
  assert.equal(chosen('15INX12IN', all, true), 'as requested 12INX15IN landscape');
  // Larger than any film, smaller than any picture: the nearest that there is.
  assert.equal(chosen('99INX99IN', all, true), 'nearest 14INX17IN');
  assert.equal(chosen('9MMX12MM', all, true), 'nearest 8INX10IN');
});

test('what names no size is unknown', () => {
  for (const text of [
    'LARGE',
    '',
    'X',
    '14X',
    '0X0',
    '14X17X20',
    'CUSTOM',
    '14IN',
    'A9',
    '1e3x5',
    '-14X17',
    'constructor',
  ]) {
    assert.equal(chosen(text, all, true), 'unknown', text);
  }
});

test('sizes of its own and other names are the printer’s, and count first', () => {
  const mammo = {
    filmSizes: ['14INX17IN', 'MAMMO'],
    customFilmSizes: { MAMMO: { widthMm: 180, heightMm: 240 }, '14INX17IN': { widthMm: 354, heightMm: 430 } },
    filmSizeAliases: { 'Breast small': 'MAMMO', '8INX10IN': '14INX17IN', PANO: '15CMX30CM' },
  };
  for (const [text, wanted] of [
    ['mammo', 'as requested MAMMO'],
    ['18CMX24CM', 'as requested MAMMO'],
    ['24x18', 'as requested MAMMO landscape'],
    ['BREAST SMALL ', 'as requested MAMMO'],
    ['8 x 10 in', 'as requested 14INX17IN'],
    ['PANO', 'nearest MAMMO'],
  ] as const) {
    assert.equal(chosen(text, mammo), wanted, text);
  }
  const choice = chooseFilmSize('14X17', mammo, false);
  assert.deepEqual(choice.kind === 'as requested' && choice.film, {
    filmSizeId: '14INX17IN',
    filmSizeMm: { widthMm: 354, heightMm: 430 },
    isLandscape: false,
  });
});

test('a nominal size that a printer has as such is not the film that it is a name of', () => {
  assert.equal(chosen('35X43', { filmSizes: ['14INX17IN', '35CMX43CM'] }), 'as requested 35CMX43CM');
});

test('every shipped size and alias can be read, and has sides in portrait', () => {
  for (const [id, { widthMm, heightMm }] of Object.entries({ ...filmSizes, ...commonFilmSizes })) {
    assert.ok(widthMm <= heightMm && id.length <= 16, id);
    assert.deepEqual(readFilmSize(id)?.size, { widthMm, heightMm }, id);
  }
  for (const [name, id] of Object.entries(filmSizeAliases)) {
    const [size, named] = [sizeOfId(id), sizeOfId(name)];
    assert.ok(size, name);
    // Nominal sides differ by less than two films of one kind do.
    if (named && name !== '85INX11IN') {
      assert.ok(
        Math.abs(named.widthMm - size.widthMm) < 6 && Math.abs(named.heightMm - size.heightMm) < 6,
        name,
      );
    }
  }
});
