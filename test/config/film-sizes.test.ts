// Film sizes in the configuration: custom sizes of a printer, aliases, and their errors.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/config.ts';
import { plain } from '../support/configured-destination.ts';
import { filmSizeIds } from '../../src/shared/film/film-sizes.ts';
import { printsAnyFilmSize } from '../../src/shared/film/printer.ts';
import { suiteFolder } from '../support/temporary-folder.ts';

const folder = suiteFolder('film-sizes');

function printerOf(keys: string) {
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, `printers: [{ aeTitle: A, ${keys} }]\n`);
  const [printer] = loadConfig({ file, data: folder }).printers;
  assert.ok(printer);
  return printer;
}

test('custom sizes are offered in addition to filmSizes, in the orientation in which they are written', () => {
  const printer = printerOf(
    'filmSizes: [14INX17IN, 18CMX24CM, 17INX17IN], customFilmSizes: { MAMMO: { widthMm: 240, heightMm: 180 }, 14INX17IN: { widthMm: 354, heightMm: 430 } }',
  );
  assert.deepEqual(printer.filmSizes, ['14INX17IN', '18CMX24CM', '17INX17IN', 'MAMMO']);
  assert.deepEqual(printer.customFilmSizes, {
    MAMMO: { widthMm: 180, heightMm: 240 },
    '14INX17IN': { widthMm: 354, heightMm: 430 },
  });
  assert.equal(printer.defaults.filmSize, '14INX17IN');
});

test('a custom size may be the default, and have a printable matrix', () => {
  const printer = printerOf(
    'customFilmSizes: { MAMMO: { widthMm: 180, heightMm: 240 } }, filmSizes: [A4], defaults: { filmSize: MAMMO }, printableMatrices: { MAMMO: { columns: 1800, rows: 2400 } }',
  );
  assert.equal(printer.defaults.filmSize, 'MAMMO');
  const area = printer.printableAreas?.MAMMO;
  assert.ok(area && Math.abs(area.widthMm - (1800 / 300) * 25.4) < 1e-9);
});

test('any size is printed unless filmSizes is limited or an imager is a destination; the setting overrides this', () => {
  const imager = 'destinations: [{ kind: dicom, host: h, aeTitle: I }]';
  const pool = 'destinations: [{ kind: pool, devices: [{ kind: dicom, host: h, aeTitle: I }] }]';
  const ipp = 'destinations: [{ kind: ipp, uri: "ipp://h/p" }]';
  for (const [keys, any] of [
    ['name: x', true],
    [ipp, true],
    ['customFilmSizes: { M: { widthMm: 180, heightMm: 240 } }', true],
    [`filmSizes: [A5, ${filmSizeIds.join(', ')}]`, true],
    ['filmSizes: [14INX17IN]', false],
    [imager, false],
    [pool, false],
    ['filmSizes: [14INX17IN], anyFilmSize: true', true],
    ['anyFilmSize: false', false],
    [`${imager}, anyFilmSize: true`, true],
  ] as const) {
    assert.equal(printsAnyFilmSize(printerOf(keys)), any, keys);
  }
});

test('an imager gets only sizes that it has', () => {
  const printer = printerOf(
    'customFilmSizes: { M: { widthMm: 180, heightMm: 240 } }, destinations: [{ kind: dicom, host: h, aeTitle: I, filmSizes: [14INX17IN, M] }]',
  );
  const [destination] = printer.destinations;
  assert.partialDeepStrictEqual(plain(destination), {
    filmSizes: [
      { filmSizeId: '14INX17IN' },
      { filmSizeId: 'M', filmSizeMm: { widthMm: 180, heightMm: 240 } },
    ],
  });
});

for (const [what, keys, message] of [
  [
    'a spelling',
    'filmSizes: [14X17]',
    /printers\[0\]\.filmSizes\[0\]: found "14X17"; .*A3.*, perhaps 14INX17IN/,
  ],
  ['a name without a size', 'filmSizes: [A4, MAMMO]', /filmSizes\[1\]: found "MAMMO"; .*customFilmSizes/],
  ['a film too large', 'filmSizes: [99INX99IN]', /filmSizes\[0\]: found "99INX99IN"; .*25 to 1300 mm/],
  ['a film that lies', 'filmSizes: [17INX14IN]', /filmSizes\[0\]: found "17INX14IN"; .*perhaps 14INX17IN/],
  ['no ID', 'filmSizes: [a4]', /filmSizes\[0\]: found "a4"; .*Film Size ID/],
  [
    'a custom size that is too small',
    'customFilmSizes: { M: { widthMm: 18, heightMm: 240 } }',
    /customFilmSizes\.M\.widthMm: found 18; .*25/,
  ],
  ['an alias of nothing', 'filmSizeAliases: { BREAST: MAMMO }', /filmSizeAliases\.BREAST: found "MAMMO"/],
  [
    'a default that is not offered',
    'filmSizes: [A4], defaults: { filmSize: 18CMX24CM }',
    /defaults\.filmSize: found "18CMX24CM"; it must be one of filmSizes/,
  ],
  [
    'an imager’s size without sides',
    'destinations: [{ kind: dicom, host: h, aeTitle: I, filmSizes: [BIG] }]',
    /destinations: filmSizes of dicom: found "BIG"/,
  ],
] as const) {
  test(`${what} is refused: ${keys}`, () => {
    assert.throws(() => printerOf(keys), message);
  });
}
